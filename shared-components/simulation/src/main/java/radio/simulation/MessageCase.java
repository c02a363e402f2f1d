package radio.simulation;

import radio.simulation.Contender.Course;

/// What `scripts/bench axon` measures of each runtime.
enum MessageCase {
    PIPELINE("pipeline of 5, batched", 1),
    RING_100("ring of 100, one token", 1.2),
    RING_1000("ring of 1000, one token", 1.2),
    RING_100_FULL("ring of 100, a token each", 0),
    RING_1000_FULL("ring of 1000, a token each", 0),
    FANOUT_10("fan-out 1 to 10", 1),
    FANOUT_100("fan-out 1 to 100", 1),
    FANOUT_1000("fan-out 1 to 1000", 1),
    /// Many are made, and then do nothing: what they take of the heap.
    CREATION("creation", 0),
    /// Some do nothing: what they take of the processor.
    REST("rest", 0);

    private final String title;
    private final double goal;

    MessageCase(String title, double goal) {
        this.title = title;
        this.goal = goal;
    }

    String title() {
        return title;
    }

    /// At most how many times Pekko's processor time; 0: there is no goal.
    double goal() {
        return goal;
    }

    /// True when each message waits for the one before: nothing to gain from batches.
    boolean isHandOff() {
        return this == RING_100 || this == RING_1000;
    }

    /// What messages pass through.
    Course course(Contender contender) {
        return switch (this) {
            case PIPELINE -> contender.pipeline(4, 50_000);
            case RING_100 -> contender.ring(100, 1, 1000);
            case RING_1000 -> contender.ring(1000, 1, 100);
            case RING_100_FULL -> contender.ring(100, 100, 20);
            case RING_1000_FULL -> contender.ring(1000, 1000, 1);
            case FANOUT_10 -> contender.fanout(10, 20_000);
            case FANOUT_100 -> contender.fanout(100, 4000);
            case FANOUT_1000 -> contender.fanout(1000, 2000);
            case CREATION, REST -> () -> {};
        };
    }

    /// From one to another, in one pass of that.
    long handOvers() {
        return switch (this) {
            case PIPELINE -> 4 * 50_000;
            case RING_100, RING_1000 -> 100_000;
            case RING_100_FULL -> full(100, 20);
            case RING_1000_FULL -> full(1000, 1);
            case FANOUT_10 -> 10 * 20_000;
            case FANOUT_100 -> 100 * 4000;
            case FANOUT_1000 -> 1000 * 2000;
            case CREATION, REST -> 0;
        };
    }

    /// Each token has its way to the first node, and from there so many laps, on average.
    private static long full(long nodes, long laps) {
        return nodes * (nodes - 1) / 2 + laps * nodes * nodes;
    }
}
