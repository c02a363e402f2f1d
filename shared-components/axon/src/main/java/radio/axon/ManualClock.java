package radio.axon;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Time that passes when it is told to: for tests of what is given a clock. It wakes nobody; to run
/// a whole system in virtual time take [AxonSystem#stepping].
public final class ManualClock implements Clock {
    private final AtomicLong nanos = new AtomicLong(1_000_000_000);

    public void advance(Duration by) {
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
