package radio.axon.io;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Bytes as they come, in pieces of any size, to lines of UTF-8. A line ends with `\n`, which, like
/// a `\r` before it, is not part of it. Of a line longer than the bound the first bytes up to it
/// are kept and the rest is passed over; such lines are counted. Bytes that are no UTF-8 become
/// U+FFFD.
final class LineBuffer {
    /// What a line is at most unless somebody says otherwise (guess: far beyond what people write
    /// or logs hold).
    static final int DEFAULT_BYTES = 64 * 1024;

    private final int maxBytes;
    private byte[] held = new byte[256];
    private int size;
    private boolean over;
    private volatile long cut;

    LineBuffer(int maxBytes) {
        if (maxBytes < 1) {
            throw new IllegalArgumentException("a line of " + maxBytes + " bytes is below 1");
        }
        this.maxBytes = maxBytes;
    }

    /// Reads on to the end of the next line; empty when the bytes are used up before it.
    Optional<String> next(ByteBuffer from) {
        while (from.hasRemaining()) {
            byte next = from.get();
            if (next == '\n') {
                return Optional.of(line());
            }
            hold(next);
        }
        return Optional.empty();
    }

    /// What came of a line that will not be ended any more.
    Optional<String> rest() {
        return size == 0 && !over ? Optional.empty() : Optional.of(line());
    }

    /// How many lines were longer than the bound.
    long cut() {
        return cut;
    }

    private void hold(byte next) {
        if (size == maxBytes) {
            // A \r at the bound may be only half of the end of the line.
            over |= next != '\r';
            return;
        }
        if (size == held.length) {
            held = Arrays.copyOf(held, Math.min(maxBytes, 2 * size));
        }
        held[size++] = next;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by its one owner, read by all
    private String line() {
        int end = size;
        if (over) {
            cut++;
            end = wholeCharacters();
        } else if (end > 0 && held[end - 1] == '\r') {
            end--;
        }
        String line = new String(held, 0, end, StandardCharsets.UTF_8);
        size = 0;
        over = false;
        if (held.length > 8192) {
            held = new byte[256];
        }
        return line;
    }

    /// Where the last character that is there in whole ends.
    private int wholeCharacters() {
        int start = size - 1;
        while (start > 0 && size - start < 4 && (held[start] & 0xC0) == 0x80) {
            start--;
        }
        int lead = held[start] & 0xFF;
        int length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        return size - start < length ? start : size;
    }
}
