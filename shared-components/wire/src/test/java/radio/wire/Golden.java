package radio.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// The golden files: hexadecimal bytes, `#` starts a comment. They were written by another
/// implementation of `docs/protocol.md` (a Python script), not by the code under test.
final class Golden {
    private Golden() {}

    static byte[] bytes(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("golden/" + name + ".hex")) {
            if (in == null) {
                throw new IllegalArgumentException("no golden file " + name);
            }
            return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] read(String text) {
        StringBuilder digits = new StringBuilder();
        text.lines().map(line -> line.replaceAll("#.*|\\s", "")).forEach(digits::append);
        return HexFormat.of().parseHex(digits);
    }

    static ByteBuffer buffer(String name) {
        return ByteBuffer.wrap(bytes(name));
    }

    /// The body alone of a golden message.
    static ByteBuffer body(String name) {
        return buffer(name).position(MessageCodec.PREFIX_BYTES).slice();
    }

    static int type(String name) {
        return bytes(name)[0];
    }

    /// A copy of what remains in the buffer.
    static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
