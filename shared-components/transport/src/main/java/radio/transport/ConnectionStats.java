package radio.transport;

/// What went over one connection so far. Bytes include prefixes and, outside the chunk counts, the
/// handshake.
///
/// @param chunkBytesUp chunks with what is written before each
/// @param chunksDropped queued or refused, and never sent: past the deadline, or the connection
///   ended
/// @param queuedBytes waiting in the send queue now
public record ConnectionStats(
        long bytesUp,
        long bytesDown,
        long chunkBytesUp,
        long chunkBytesDown,
        long chunksUp,
        long chunksDown,
        long chunksDropped,
        int queuedBytes) {}
