package radio.axon;

import java.time.Instant;

/// The machine's clock; the only place that reads it.
final class MachineClock implements Clock {
    static final MachineClock INSTANCE = new MachineClock();

    private final long startNanos = System.nanoTime();
    private final long startUnixNanos = wallNanos();

    private MachineClock() {}

    private static long wallNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long unixNanos() {
        return startUnixNanos + (System.nanoTime() - startNanos);
    }

    @Override
    public long wallAheadNanos() {
        return wallNanos() - unixNanos();
    }
}
