package radio.axon.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Outbox;

/// The bytes of a stream on `outbox`, in read-only pieces of up to 8 KiB, until its end.
final class StreamSource extends Component {
    private final Outbox<ByteBuffer> bytes = typedOutbox(ByteBuffer.class, "its bytes");
    private final InputStream stream;

    StreamSource(InputStream stream) {
        super("stream source");
        this.stream = stream;
        typedInbox(Object.class, "not read", Bound.dropNewest(1));
    }

    @Override
    protected void run() throws IOException, InterruptedException {
        StreamReader reader = new StreamReader(name(), stream, true, this::wake);
        reader.start();
        try {
            while (!stopping()) {
                boolean ended = reader.ended();
                Optional<ByteBuffer> piece = reader.poll();
                if (piece.isPresent()) {
                    bytes.send(piece.get());
                } else if (ended) {
                    break;
                } else {
                    await();
                }
            }
        } finally {
            reader.stop();
        }
        if (reader.failure().isPresent() && !stopping()) {
            throw reader.failure().get();
        }
    }
}
