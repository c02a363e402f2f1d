package radio.peer;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import radio.wire.Chunk;

/// The recent past of one stream: verified chunks of the newest epoch, from which a node serves its
/// children. What is older than its capacity is overwritten.
final class ChunkRing {
    private final @Nullable Chunk[] slots;
    private long epoch;
    private long bytes;

    /// @param capacity most chunks kept
    ChunkRing(int capacity) {
        slots = new Chunk[capacity];
    }

    /// Keeps a chunk. One of a newer epoch drops all others; one of an older epoch is not kept.
    void put(Chunk chunk) {
        if (chunk.id().epoch() < epoch) {
            return;
        }
        if (chunk.id().epoch() > epoch) {
            Arrays.fill(slots, null);
            epoch = chunk.id().epoch();
            bytes = 0;
        }
        int index = index(chunk.id().sequence());
        Chunk old = slots[index];
        if (old != null && old.id().sequence() > chunk.id().sequence()) {
            return;
        }
        bytes += chunk.size() - (old == null ? 0 : old.size());
        slots[index] = chunk;
    }

    Optional<Chunk> get(long epoch, long sequence) {
        Chunk chunk = slots[index(sequence)];
        return chunk != null && chunk.id().epoch() == epoch && chunk.id().sequence() == sequence
                ? Optional.of(chunk)
                : Optional.empty();
    }

    /// Bytes of all chunks kept.
    long bytes() {
        return bytes;
    }

    private int index(long sequence) {
        return (int) Long.remainderUnsigned(sequence, slots.length);
    }
}
