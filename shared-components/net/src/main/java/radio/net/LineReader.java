package radio.net;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import radio.axon.Bound;
import radio.axon.Outbox;
import radio.axon.Reactor;

/// Bytes to lines: UTF-8 in `inbox`, however it is cut up, lines without their end on `outbox`. A
/// line ends with LF or CR LF; the last one may do without. Bytes that are no UTF-8 become U+FFFD.
///
/// A line longer than the bound is not cut in two, since the rest would be taken for a line of its
/// own: the reader ends there, in good order, and says so in its `ProducerFinished`; whoever sends
/// on finds its inbox closed. In a [ServerCore] that ends the protocol and closes the connection.
/// It never holds more than one line.
public final class LineReader extends Reactor {
    /// What a line may have unless told otherwise, in bytes without its end. Guess: more than any
    /// person types.
    public static final int MAX_BYTES = 8 * 1024;

    private static final int FIRST_BYTES = 128;

    private final Outbox<String> lines = typedOutbox(String.class, "lines without their end");
    private final int maxBytes;
    private final Charset charset;
    private final boolean strict;
    private byte[] line = new byte[FIRST_BYTES];
    private int length;
    private String lastWords = "";

    public LineReader() {
        this(MAX_BYTES);
    }

    /// @param maxBytes of a line without its end, 1 or more
    public LineReader(int maxBytes) {
        this(maxBytes, StandardCharsets.UTF_8, false);
    }

    private LineReader(int maxBytes, Charset charset, boolean strict) {
        super("line reader");
        if (maxBytes < 1) {
            throw new IllegalArgumentException("a line of " + maxBytes + " bytes");
        }
        this.maxBytes = maxBytes;
        this.charset = charset;
        this.strict = strict;
        on(typedInbox(ByteBuffer.class, "UTF-8 text", Bound.blocking(16)), this::read);
    }

    /// Lines that end with CR LF and nothing else, as the old protocols of the Internet ask: a CR
    /// or LF alone is part of the line.
    ///
    /// @param charset ISO_8859_1 keeps every byte as it is
    public static LineReader crlf(int maxBytes, Charset charset) {
        return new LineReader(maxBytes, charset, true);
    }

    private void read(ByteBuffer piece) throws InterruptedException {
        if (!fits(piece.duplicate())) {
            lastWords = "a line is longer than " + maxBytes + " bytes";
            log().info("{}: {}: no more is read", name(), lastWords);
            length = 0;
            done();
        }
    }

    @Override
    protected void cleanUp() throws InterruptedException {
        if (length > 0 && !stopping()) {
            pass(); // it ended without an end
        }
    }

    /// False when a line is too long.
    private boolean fits(ByteBuffer some) throws InterruptedException {
        while (some.hasRemaining()) {
            byte next = some.get();
            if (next == '\n' && (!strict || (length > 0 && line[length - 1] == '\r'))) {
                pass();
            } else if (length < maxBytes || (length == maxBytes && next == '\r')) {
                add(next); // one more than allowed can only be the CR of CR LF
            } else {
                return false;
            }
        }
        return true;
    }

    private void add(byte next) {
        if (length == line.length) {
            line = Arrays.copyOf(line, 2 * length);
        }
        line[length++] = next;
    }

    private void pass() throws InterruptedException {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        lines.send(text(end));
        length = 0;
    }

    private String text(int end) {
        return new String(line, 0, end, charset);
    }

    @Override
    protected String lastWords() {
        return lastWords;
    }
}
