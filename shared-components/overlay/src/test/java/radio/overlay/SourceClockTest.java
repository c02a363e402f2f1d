package radio.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import radio.wire.Message;

/// What time it is at the source.
class SourceClockTest {
    private static final long MILLI = 1_000_000L;
    private static final long WALL = Swarm.WALL;

    private final Turn turn = new Turn(OverlaySettings.defaults(), new SplittableRandom(1));
    private final SourceClock clock = new SourceClock(turn, false);
    private long now;

    /// The parent says that the source's clock is so far ahead of ours.
    private void answer(long offset, long there, long back) {
        now += 500 * MILLI;
        turn.begin(now);
        clock.sample(there + back, now - back + offset);
    }

    private long offset() {
        return clock.unixNanos(now).orElseThrow() - now;
    }

    @Test
    void estimateIsWithinHalfTheAsymmetryOfTheBestRoundTrip() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 40; i++) {
            answer(WALL, (10 + random.nextInt(200)) * MILLI, 10 * MILLI);
        }
        assertThat(Math.abs(offset() - WALL)).isLessThan(40 * MILLI);
    }

    @Test
    void oneOddAnswerMovesTheEstimateByAStepAtMost() {
        for (int i = 0; i < 10; i++) {
            answer(WALL, 10 * MILLI, 10 * MILLI);
        }
        long before = offset();
        answer(WALL + 900 * MILLI, MILLI, MILLI);
        assertThat(Math.abs(offset() - before)).isLessThanOrEqualTo(5 * MILLI);
        answer(WALL + 1_000_000 * MILLI, 0, 0);
        assertThat(Math.abs(offset() - before)).isLessThanOrEqualTo(10 * MILLI);
    }

    /// As when a node stood still while the first answer was under way.
    @Test
    void muchBetterAnswerWithinTheErrorOfTheFirstIsBelievedAtOnce() {
        answer(WALL, 10 * MILLI, 3_000 * MILLI);
        assertThat(offset() - WALL).isEqualTo(-1_495 * MILLI);
        answer(WALL, 10 * MILLI, 10 * MILLI);
        assertThat(offset()).isEqualTo(WALL);
        answer(WALL + 20 * MILLI, MILLI, MILLI);
        assertThat(offset()).as("more than both can be wrong").isEqualTo(WALL + 5 * MILLI);
    }

    @Test
    void clockThatIsOtherForGoodIsBelievedInTheEnd() {
        answer(WALL, 10 * MILLI, 10 * MILLI);
        for (int i = 0; i < 20; i++) {
            answer(WALL - 3_600_000 * MILLI, 10 * MILLI, 10 * MILLI);
        }
        assertThat(offset()).isEqualTo(WALL - 3_600_000 * MILLI);
    }

    @Test
    void nonsenseIsCountedAndIgnored() {
        turn.begin(0);
        clock.sample(-5, WALL);
        clock.sample(5, Long.MAX_VALUE);
        clock.sample(Long.MAX_VALUE, WALL);
        clock.sample(5, -1);
        clock.sample(5, 0);
        assertThat(clock.unixNanos(0)).isEmpty();
        assertThat(turn.effects())
                .hasSize(4)
                .containsOnly(new Effect.Count(Counter.CLOCK_REJECTED));
    }

    @Test
    void sourceItselfIsExact() {
        Bench bench = Bench.source(1);
        assertThat(bench.overlay.sourceUnixNanos(5)).hasValue(WALL + 5);
        bench.up(1, false);
        bench.hear(1, new Message.Ping(7, 0));
        assertThat(bench.said(1, Message.Pong.class))
                .containsExactly(new Message.Pong(7, WALL + bench.now()));
    }

    @Test
    void everybodyInASwarmKnowsTheSourcesTime() {
        for (long seed = 0; seed < 10; seed++) {
            Swarm swarm = Swarm.seeded(seed);
            swarm.source(2);
            List<Swarm.Node> listeners = swarm.listeners(12, 2);
            swarm.runMillis(10_000);
            for (Swarm.Node node : listeners) {
                long estimate = node.overlay.sourceUnixNanos(swarm.now()).orElseThrow();
                assertThat(Math.abs(estimate - WALL - swarm.now()))
                        .as("seed %d, node %d", seed, node.number)
                        .isLessThan(MILLI);
            }
        }
    }
}
