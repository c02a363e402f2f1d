package radio.audio.device;

import radio.axon.Clock;

/// A clock that stands until it is told to go on.
final class VirtualTime implements Clock {
    static final long START = 1_700_000_000_000_000_000L;

    private long nanos;

    void pass(long more) {
        nanos += more;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public long unixNanos() {
        return START + nanos;
    }
}
