package radio.web.hls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;

/// Writes boxes inside boxes (ISO/IEC 14496-12, 4.2), big-endian, and fills in their sizes.
final class BoxWriter {
    private final ArrayDeque<Integer> open = new ArrayDeque<>();
    private ByteBuffer bytes;

    BoxWriter(int expectedBytes) {
        bytes = ByteBuffer.allocate(expectedBytes);
    }

    /// Begins a box; everything up to its [#end] is in it.
    BoxWriter box(String type) {
        open.push(bytes.position());
        return u32(0).text(type);
    }

    /// Begins a box with a version and flags.
    BoxWriter box(String type, int version, int flags) {
        return box(type).u32(version << 24 | flags);
    }

    BoxWriter end() {
        int at = open.pop();
        bytes.putInt(at, bytes.position() - at);
        return this;
    }

    BoxWriter u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    BoxWriter u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    BoxWriter u32(long value) {
        room(4).putInt((int) value);
        return this;
    }

    BoxWriter u64(long value) {
        room(8).putLong(value);
        return this;
    }

    BoxWriter zeros(int count) {
        return bytes(ByteBuffer.allocate(count));
    }

    /// UTF-8, without an end.
    BoxWriter text(String text) {
        return bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    BoxWriter bytes(ByteBuffer more) {
        room(more.remaining()).put(more.duplicate());
        return this;
    }

    /// Where the next byte goes.
    int position() {
        return bytes.position();
    }

    /// Replaces four bytes that were written before.
    void u32At(int at, int value) {
        bytes.putInt(at, value);
    }

    ByteBuffer finish() {
        if (!open.isEmpty()) {
            throw new IllegalStateException(open.size() + " boxes are open");
        }
        return ByteBuffer.wrap(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    private ByteBuffer room(int more) {
        if (bytes.remaining() < more) {
            int size = Math.max(2 * bytes.capacity(), bytes.position() + more);
            bytes = ByteBuffer.allocate(size).put(bytes.flip());
        }
        return bytes;
    }
}
