package radio.testing;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what another thread brings about.
public final class Eventually {
    private static final long LIMIT_NANOS = 30_000_000_000L;
    private static final long LOOK_NANOS = 2_000_000;

    private Eventually() {}

    public static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
