package radio.axon.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;

/// Writes the bytes that come to `inbox` to a stream, on its own thread: for a process that has
/// nothing else to do when nobody reads.
final class StreamSink extends Component {
    private static final int INBOX = 64;

    private final Inbox<ByteBuffer> bytes =
            typedInbox(ByteBuffer.class, "to write", Bound.blocking(INBOX));
    private final OutputStream stream;

    StreamSink(OutputStream stream) {
        super("stream sink");
        this.stream = stream;
    }

    @Override
    protected void run() throws IOException {
        for (ByteBuffer piece : bytes.untilFinished()) {
            byte[] copy = new byte[piece.remaining()];
            piece.duplicate().get(copy);
            stream.write(copy);
        }
        stream.flush();
    }
}
