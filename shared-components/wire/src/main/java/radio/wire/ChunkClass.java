package radio.wire;

/// How urgent a pushed chunk is. The send queue of a connection serves classes in this order, after
/// control messages.
public enum ChunkClass {
    /// Just arrived: every child waits for it.
    LIVE,
    /// Fills a hole that a child has noticed.
    REPAIR,
    /// Part of the burst on joining, or of catching up.
    HISTORY
}
