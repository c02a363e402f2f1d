package radio.transport;

/// What went over all connections of a transport since it began, those included that never got
/// through their handshake.
///
/// @param connections open now
/// @param handshakes under way now, of connections that others opened
/// @param unknown messages of a later minor version, skipped
public record TransportTotals(
        long bytesUp,
        long bytesDown,
        long chunkBytesUp,
        long chunkBytesDown,
        long chunksUp,
        long chunksDown,
        long chunksDropped,
        long unknown,
        int connections,
        int handshakes) {
    /// Everything sent that is not a chunk.
    public long controlBytesUp() {
        return bytesUp - chunkBytesUp;
    }

    /// Everything received that is not a chunk.
    public long controlBytesDown() {
        return bytesDown - chunkBytesDown;
    }
}
