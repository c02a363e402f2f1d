package radio.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A typed extra of a chunk or a station header, under its signature: metadata that applies from
/// the chunk's first sample on. Types a node does not know are kept and passed on unread.
///
/// @param type 0 to 65,535
/// @param value read-only
public record Field(int type, ByteBuffer value) {
    /// What is playing from here on, UTF-8.
    public static final int TITLE = 1;

    public Field {
        if (type < 0 || type > 0xFFFF) {
            throw new IllegalArgumentException("field type " + type);
        }
        value = value.asReadOnlyBuffer();
    }

    /// A fresh view: reading it moves nobody else's position.
    @Override
    public ByteBuffer value() {
        return value.duplicate();
    }

    /// A title field; what is longer than 1,024 bytes of UTF-8 is cut at a whole character.
    public static Field title(String title) {
        return new Field(TITLE, ByteBuffer.wrap(Texts.utf8(title, 1024)));
    }

    /// The value read as UTF-8, fit for a terminal: what is not UTF-8 becomes a replacement
    /// character, a control character becomes a question mark.
    public String text() {
        return Texts.visible(StandardCharsets.UTF_8.decode(value.duplicate()).toString());
    }
}
