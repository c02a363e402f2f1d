package radio.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// Puts titles into one listener's stream the SHOUTcast way: after every [#INTERVAL] bytes one
/// length byte N and 16 N bytes of text, padded with NUL; N is 0 when nothing has changed.
///
/// A title can only be told where a block is due. It is told in the block nearest to where it
/// begins, up to [#AHEAD] bytes before or after, which takes knowing what comes: [TitledPages].
final class IcyBlocks {
    /// What players are told as `icy-metaint`.
    static final int INTERVAL = 16_000;

    /// How far a block looks ahead.
    static final int AHEAD = INTERVAL / 2;

    private static final int MAX_TEXT = 255 * 16;
    private static final String BEFORE = "StreamTitle='";
    private static final String AFTER = "';";

    private final ByteBufAllocator memory;
    private int left = INTERVAL;
    private String told = "";

    IcyBlocks(ByteBufAllocator memory) {
        this.memory = memory;
    }

    /// Passes on the bytes with the blocks that fall among them.
    ///
    /// @param bytes released by whoever takes the pieces
    /// @param titles by offset from the first of these bytes
    void write(ByteBuf bytes, IntFunction<String> titles, Consumer<ByteBuf> out) {
        int before = bytes.readerIndex();
        while (bytes.readableBytes() > left) {
            if (left > 0) {
                out.accept(bytes.readRetainedSlice(left));
            }
            out.accept(block(titles.apply(bytes.readerIndex() - before + AHEAD)));
            left = INTERVAL;
        }
        left -= bytes.readableBytes();
        out.accept(bytes);
    }

    private ByteBuf block(String title) {
        // Nothing is told before something is known: players would show an empty title.
        if (title.equals(told)) {
            return memory.directBuffer(1).writeByte(0);
        }
        told = title;
        byte[] text = text(title);
        int sixteenths = (text.length + 15) / 16;
        return memory.directBuffer(1 + 16 * sixteenths)
                .writeByte(sixteenths)
                .writeBytes(Arrays.copyOf(text, 16 * sixteenths));
    }

    /// A title between its quotes. There is no escape in this format: readers end the title at the
    /// first quote that a semicolon follows, so such a quote within it becomes a typographic one.
    /// What does not fit is cut at a whole character.
    static byte[] text(String title) {
        String safe = title.replace("\0", "").replace("';", "\u2019;");
        byte[] utf8 = safe.getBytes(StandardCharsets.UTF_8);
        int room = MAX_TEXT - BEFORE.length() - AFTER.length();
        int length = Math.min(utf8.length, room);
        while (length < utf8.length && length > 0 && (utf8[length] & 0xC0) == 0x80) {
            length--;
        }
        String cut = new String(utf8, 0, length, StandardCharsets.UTF_8);
        return (BEFORE + cut + AFTER).getBytes(StandardCharsets.UTF_8);
    }
}
