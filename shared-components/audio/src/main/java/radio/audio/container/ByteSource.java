package radio.audio.container;

import java.io.IOException;
import java.io.InputStream;

/// A sliding window over a file's bytes, for formats that must look ahead before they accept.
///
/// Holds at most [#WINDOW] bytes, however long the file is.
final class ByteSource implements AutoCloseable {

    /// Room for the longest MPEG frame many times over.
    static final int WINDOW = 1 << 16;

    private final InputStream in;
    private final byte[] window = new byte[WINDOW];
    private int start;
    private int end;

    ByteSource(InputStream in) {
        this.in = in;
    }

    /// Makes at least `bytes` bytes visible; false when the file ends before.
    boolean has(int bytes) throws IOException {
        if (end - start >= bytes) {
            return true;
        }
        System.arraycopy(window, start, window, 0, end - start);
        end -= start;
        start = 0;
        while (end < bytes) {
            int n = in.read(window, end, WINDOW - end);
            if (n < 0) {
                return false;
            }
            end += n;
        }
        return true;
    }

    /// How many bytes are visible now.
    int visible() {
        return end - start;
    }

    /// The visible byte `offset` bytes ahead, 0 to 255.
    int at(int offset) {
        return window[start + offset] & 0xff;
    }

    /// Four visible bytes as one big-endian number.
    int intAt(int offset) {
        return at(offset) << 24 | at(offset + 1) << 16 | at(offset + 2) << 8 | at(offset + 3);
    }

    /// Whether the visible bytes at `offset` are these characters.
    boolean matches(int offset, String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            if (at(offset + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    void copy(int offset, byte[] into, int length) {
        System.arraycopy(window, start + offset, into, 0, length);
    }

    /// Passes `bytes` bytes, visible or not; false when the file ends before.
    boolean skip(long bytes) throws IOException {
        long left = bytes;
        while (left > 0) {
            if (end == start && !has(1)) {
                return false;
            }
            int step = (int) Math.min(left, end - start);
            start += step;
            left -= step;
        }
        return true;
    }

    /// Everything from here on as a stream.
    InputStream rest() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                if (!has(1)) {
                    return -1;
                }
                return window[start++] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                if (!has(1)) {
                    return -1;
                }
                int n = Math.min(length, end - start);
                System.arraycopy(window, start, into, offset, n);
                start += n;
                return n;
            }
        };
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
