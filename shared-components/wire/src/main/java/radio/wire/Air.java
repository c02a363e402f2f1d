package radio.wire;

/// One item of the backplane "air": the stream in order, exactly once, gaps named.
///
/// For each sequence number there is exactly one item, a chunk that was [Heard] or one that is
/// [Missing] because its deadline passed. A change of epoch or stream shows in [#id].
public sealed interface Air {
    ChunkId id();

    /// Index of its first sample since the epoch began, at the stream's rate.
    long mediaTime();

    /// Its length per channel, at the stream's rate.
    int samples();

    /// The stream it belongs to.
    StreamInfo stream();

    /// When its first sample should leave the speaker, on this node's monotonic clock.
    long dueNanos();

    /// A chunk whose signature was good.
    ///
    /// @param capturedNanos when its first sample was captured, on this node's monotonic clock, as
    ///   far as the source's clock is known here
    record Heard(Chunk chunk, StreamInfo stream, long capturedNanos, long dueNanos) implements Air {
        @Override
        public ChunkId id() {
            return chunk.id();
        }

        @Override
        public long mediaTime() {
            return chunk.mediaTime();
        }

        @Override
        public int samples() {
            return chunk.samples();
        }
    }

    /// A chunk that had not come when it was needed.
    ///
    /// @param mediaTime as far as it can be told from the chunks around it
    record Missing(ChunkId id, long mediaTime, int samples, StreamInfo stream, long dueNanos)
            implements Air {}
}
