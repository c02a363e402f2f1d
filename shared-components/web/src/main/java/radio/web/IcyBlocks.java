package radio.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// Puts titles into one listener's stream the SHOUTcast way: after every so many bytes of sound one
/// length byte N and 16 N bytes of text, padded with NUL; N is 0 when nothing has changed.
///
/// A title can only be told where a block is due. It is told in the block nearest to where it
/// begins, up to half an interval before or after, which takes knowing what comes: [TitledPages].
/// So the interval is at most a second of sound ([#interval]).
final class IcyBlocks {
    /// What most servers have; from 128 kbit/s on it is a second at most.
    static final int MAX_INTERVAL = 16_000;

    /// At this one the empty blocks are one byte in a thousand.
    static final int MIN_INTERVAL = 1000;

    private static final int MAX_TEXT = 255 * 16;
    private static final String BEFORE = "StreamTitle='";
    private static final String AFTER = "';";

    private final ByteBufAllocator memory;
    private final int interval;
    private int left;
    private String told = "";

    /// @param interval bytes of sound between two blocks
    IcyBlocks(ByteBufAllocator memory, int interval) {
        this.memory = memory;
        this.interval = interval;
        left = interval;
    }

    /// What players are told as `icy-metaint`: 16,000 bytes or, where that is more than a second of
    /// sound, half of it, or a quarter, and so on, 1,000 bytes at least.
    ///
    /// @param bytesPerSecond of the stream, nominally
    static int interval(long bytesPerSecond) {
        int interval = MAX_INTERVAL;
        while (interval > bytesPerSecond && interval > MIN_INTERVAL) {
            interval /= 2;
        }
        return interval;
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
            out.accept(block(titles.apply(bytes.readerIndex() - before + interval / 2)));
            left = interval;
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
