package radio.examples;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import radio.axon.Clock;

/// Waits for what another thread brings about.
final class Eventually {
    private static final long LIMIT_NANOS = 30_000_000_000L;

    private Eventually() {}

    static void until(String what, BooleanSupplier condition) {
        long limit = Clock.system().nanoTime() + LIMIT_NANOS;
        while (!condition.getAsBoolean()) {
            if (Clock.system().nanoTime() > limit) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
