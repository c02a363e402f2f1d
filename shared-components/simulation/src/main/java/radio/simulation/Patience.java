package radio.simulation;

import java.io.IOException;
import java.time.Duration;
import radio.axon.Clock;

/// Waits for what no event tells: looks again and again, in real time.
///
/// @param clock by which it gives up
record Patience(Clock clock) {
    private static final Duration LOOK = Duration.ofMillis(50);

    interface Condition {
        boolean holds() throws IOException;
    }

    /// False if it never held.
    boolean waitFor(Condition condition, Duration atMost) throws IOException, InterruptedException {
        long until = clock.nanoTime() + atMost.toNanos();
        while (!condition.holds()) {
            if (clock.nanoTime() > until) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }
}
