package radio.peer;

/// How fast a count of bytes grows, in bits per second, between two looks at it. Belongs to one
/// thread.
final class BitRate {
    /// Looks closer together than that tell nothing new: a burst of one chunk would be a rate.
    private static final long SHORTEST_NANOS = 500_000_000;

    private long bytes;
    private long nanos;
    private long bitsPerSecond;

    /// Counts from 0 bytes now.
    BitRate(long nowNanos) {
        nanos = nowNanos;
    }

    /// The rate since the look before, or that of the look before if it was half a second ago or
    /// less.
    long at(long bytesNow, long nowNanos) {
        long elapsed = nowNanos - nanos;
        if (elapsed > SHORTEST_NANOS) {
            bitsPerSecond = Math.round((bytesNow - bytes) * 8e9 / elapsed);
            bytes = bytesNow;
            nanos = nowNanos;
        }
        return bitsPerSecond;
    }
}
