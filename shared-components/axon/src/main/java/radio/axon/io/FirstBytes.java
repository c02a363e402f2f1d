package radio.axon.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import radio.axon.Bound;
import radio.axon.Reactor;

/// Keeps the first bytes that come to `inbox`, up to a bound; the rest is taken and passed over, so
/// that whoever sends it never waits for long. For what a program says once and somebody reads
/// later: a version, a complaint.
public final class FirstBytes extends Reactor {
    private static final int INBOX = 8;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int maxBytes;

    public FirstBytes(int maxBytes) {
        super("first bytes");
        if (maxBytes < 1) {
            throw new IllegalArgumentException("to keep " + maxBytes + " bytes is below 1");
        }
        this.maxBytes = maxBytes;
        on(typedInbox(ByteBuffer.class, "bytes", Bound.blocking(INBOX)), this::keep);
    }

    /// What it has so far, as UTF-8, from any thread; all of it once this component has ended.
    public String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    private void keep(ByteBuffer piece) {
        byte[] bytes = new byte[Math.min(piece.remaining(), maxBytes - kept.size())];
        piece.duplicate().get(bytes);
        kept.writeBytes(bytes);
    }
}
