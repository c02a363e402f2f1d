package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is drawn at random runs once in an order drawn from a seed, once on real threads.
///
/// A failure names its seed; `-Dtest=CLASS -DargLine=-Drandom.seed=SEED` runs that one alone. With
/// a stepping system it takes the same steps again.
@Timeout(120)
abstract class RandomNetTest {
    private final RandomNet.Drawn drawn;
    private final int stepped;
    private final int live;

    RandomNetTest(RandomNet.Drawn drawn, int stepped, int live) {
        this.drawn = drawn;
        this.stepped = stepped;
        this.live = live;
    }

    @BeforeAll
    static void quiet() {
        RandomNet.quiet();
    }

    @AfterAll
    static void loud() {
        RandomNet.loud();
    }

    @Test
    void steppedOnesLoseNothing() throws InterruptedException {
        for (long seed : RandomNet.seeds(stepped)) {
            RandomNet.stepped(seed, drawn);
        }
    }

    @Test
    void aSteppedOneIsReplayedByItsSeed() throws InterruptedException {
        long seed = RandomNet.seeds(1).getFirst();
        assertThat(RandomNet.stepped(seed, drawn)).isEqualTo(RandomNet.stepped(seed, drawn));
    }

    @Test
    void liveOnesLoseNothingAndLeaveNoThread() throws InterruptedException {
        for (long seed : RandomNet.seeds(live)) {
            RandomNet.live(seed, drawn);
        }
    }
}
