package radio.audio.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/// Where tags are read from, at any place: never more in memory than is asked for.
@FunctionalInterface
interface TagBytes {

    /// Up to `length` bytes from there on; fewer where they end.
    byte[] read(long at, int length) throws IOException;

    static TagBytes of(FileChannel file) {
        return (at, length) -> {
            ByteBuffer bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining() && file.read(bytes, at + bytes.position()) > 0) {
                // Reads on.
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
        };
    }

    /// The same for so many reads; then there is nothing any more.
    default TagBytes atMost(int reads) {
        int[] left = {reads};
        return (at, length) -> left[0]-- > 0 ? read(at, length) : new byte[0];
    }

    static TagBytes of(byte[] all) {
        return (at, length) -> {
            int from = (int) Math.clamp(at, 0L, all.length);
            return Arrays.copyOfRange(all, from, Math.min(all.length, from + length));
        };
    }
}
