package radio.simulation;

import java.util.function.Function;
import radio.simulation.Contender.Course;

/// What `scripts/bench axon` measures of each runtime.
enum MessageCase {
    PIPELINE("pipeline of 5, batched", 1, 4 * 50_000L, one -> one.pipeline(4, 50_000)),
    RING_100("ring of 100, one token", 1.2, 100 * 1000L, one -> one.ring(100, 1, 1000)),
    RING_1000("ring of 1000, one token", 1.2, 1000 * 100L, one -> one.ring(1000, 1, 100)),
    RING_100_FULL("ring of 100, a token each", 0, full(100, 20), one -> one.ring(100, 100, 20)),
    RING_1000_FULL("ring of 1000, a token each", 0, full(1000, 1), one -> one.ring(1000, 1000, 1)),
    FANOUT_10("fan-out 1 to 10", 1, 10 * 20_000L, one -> one.fanout(10, 20_000)),
    FANOUT_100("fan-out 1 to 100", 1, 100 * 4000L, one -> one.fanout(100, 4000)),
    FANOUT_1000("fan-out 1 to 1000", 1, 1000 * 2000L, one -> one.fanout(1000, 2000)),
    /// Many are made, and then do nothing: what they take of the heap.
    CREATION("creation"),
    /// Some do nothing: what they take of the processor.
    REST("rest");

    private final String title;
    private final double goal;
    private final long handOvers;
    private final Function<Contender, Course> course;

    MessageCase(String title) {
        this(title, 0, 0, _ -> () -> {});
    }

    MessageCase(String title, double goal, long handOvers, Function<Contender, Course> course) {
        this.title = title;
        this.goal = goal;
        this.handOvers = handOvers;
        this.course = course;
    }

    String title() {
        return title;
    }

    /// From one to another, in one pass.
    long handOvers() {
        return handOvers;
    }

    Course course(Contender contender) {
        return course.apply(contender);
    }

    /// At most how many times Pekko's processor time; 0: there is no goal.
    double goal() {
        return goal;
    }

    /// True when each message waits for the one before: nothing to gain from batches.
    boolean isHandOff() {
        return this == RING_100 || this == RING_1000;
    }

    /// Each token has its way to the first node, and from there so many laps, on average.
    private static long full(long nodes, long laps) {
        return nodes * (nodes - 1) / 2 + laps * nodes * nodes;
    }
}
