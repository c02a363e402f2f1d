package radio.transport;

import java.nio.ByteBuffer;

/// Memory for received chunks: large direct buffers from which each chunk gets a slice. The one
/// copy a chunk suffers on its way through a node is the one into its slice; from there every child
/// is sent the same bytes.
///
/// A slice keeps its whole slab alive and the garbage collector frees it, so nobody counts
/// references. Each connection has a slab of its own, made when its first chunk comes: chunks of
/// one parent lie together and age together, and a peer that mixes junk among good chunks can only
/// waste its own.
final class Slab {
    private final int size;
    private ByteBuffer current = ByteBuffer.allocate(0);

    Slab(int size) {
        this.size = size;
    }

    /// A fresh direct buffer of exactly so many bytes, to be filled once.
    ByteBuffer take(int bytes) {
        if (bytes > size / 4) {
            return ByteBuffer.allocateDirect(bytes); // would waste too much of a slab's end
        }
        if (current.remaining() < bytes) {
            current = ByteBuffer.allocateDirect(size);
        }
        ByteBuffer slice = current.slice(current.position(), bytes);
        current.position(current.position() + bytes);
        return slice;
    }
}
