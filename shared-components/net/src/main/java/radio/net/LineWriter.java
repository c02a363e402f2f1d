package radio.net;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import radio.axon.Bound;
import radio.axon.Outbox;
import radio.axon.Reactor;

/// Lines to bytes: strings in `inbox`, each with its end, on `outbox`, in UTF-8 with LF unless told
/// otherwise; ends within a string are the sender's business.
///
/// Its inbox holds 64 lines; then senders wait, in the end for the peer at the other side of a
/// socket. Who must not wait for one peer puts a bound with another policy before it, as
/// subscriptions have.
public final class LineWriter extends Reactor {
    private final Outbox<ByteBuffer> bytes =
            typedOutbox(ByteBuffer.class, "the same, each with its end");
    private final String end;
    private final Charset charset;

    public LineWriter() {
        this("\n", StandardCharsets.UTF_8);
    }

    private LineWriter(String end, Charset charset) {
        super("line writer");
        this.end = end;
        this.charset = charset;
        on(typedInbox(String.class, "lines without their end", Bound.blocking(64)), this::write);
    }

    /// Ends lines with CR LF, as the old protocols of the Internet ask.
    public static LineWriter crlf(Charset charset) {
        return new LineWriter("\r\n", charset);
    }

    private void write(String line) throws InterruptedException {
        bytes.send(ByteBuffer.wrap((line + end).getBytes(charset)).asReadOnlyBuffer());
    }
}
