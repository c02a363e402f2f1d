package radio.axon.io;

import java.nio.ByteBuffer;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;

/// Records from `inbox` to bytes on `outbox`: each as its length (4 bytes, most significant first)
/// and its bytes; at the end, if there was one and not a failure, the length −1. So a stream that
/// broke off is not taken for one that ended. A record beyond [#MAX_BYTES] is an error.
final class RecordWriter<T> extends Component {
    static final int MAX_BYTES = 16 * 1024 * 1024;
    static final int END = -1;

    private static final int INBOX = 64;

    private final Codec<T> codec;
    private final Inbox<T> records;
    private final Outbox<ByteBuffer> bytes = typedOutbox(ByteBuffer.class, "their bytes");

    RecordWriter(Codec<T> codec) {
        super("to bytes");
        this.codec = codec;
        this.records = typedInbox(codec.type(), "records", Bound.blocking(INBOX));
    }

    @Override
    protected void run() throws InterruptedException {
        for (T record : records.untilFinished()) {
            bytes.send(bytesOf(record));
        }
        if (!stopping()) {
            bytes.send(ByteBuffer.allocate(Integer.BYTES).putInt(END).flip().asReadOnlyBuffer());
        }
    }

    private ByteBuffer bytesOf(T record) {
        byte[] content = codec.encode(record);
        if (content.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a record of %d bytes is beyond %d: send it in pieces"
                            .formatted(content.length, MAX_BYTES));
        }
        return ByteBuffer.allocate(Integer.BYTES + content.length)
                .putInt(content.length)
                .put(content)
                .flip()
                .asReadOnlyBuffer();
    }
}
