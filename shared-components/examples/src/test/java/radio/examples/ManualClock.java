package radio.examples;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import radio.axon.Clock;

/// Time that passes when a test says so.
final class ManualClock implements Clock {
    private final AtomicLong nanos = new AtomicLong(1_000_000_000);

    void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public long unixNanos() {
        return nanos.get();
    }
}
