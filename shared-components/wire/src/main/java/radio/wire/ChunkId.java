package radio.wire;

/// The name of a chunk: which stream, which run of the source, which chunk of that run.
///
/// @param stream 0 to 65,535
/// @param epoch grows with every start of the source; 1 or more
/// @param sequence 0 for the first chunk of an epoch, then one more each
public record ChunkId(int stream, long epoch, long sequence) implements Comparable<ChunkId> {
    /// The chunk after this one.
    public ChunkId next() {
        return new ChunkId(stream, epoch, sequence + 1);
    }

    @Override
    public int compareTo(ChunkId other) {
        int order = Integer.compare(stream, other.stream);
        order = order != 0 ? order : Long.compare(epoch, other.epoch);
        return order != 0 ? order : Long.compare(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return stream + "/" + epoch + "/" + sequence;
    }
}
