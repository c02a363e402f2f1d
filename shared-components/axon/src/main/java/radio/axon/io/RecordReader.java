package radio.axon.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;

/// Bytes from `inbox`, in pieces of any size, to the records that a [RecordWriter] made them of.
/// Ends at their end; a stream that breaks off before it, or is none of records, is an error.
final class RecordReader<T> extends Component {
    private static final int INBOX = 64;

    private final Codec<T> codec;
    private final Inbox<ByteBuffer> bytes =
            typedInbox(ByteBuffer.class, "bytes of records", Bound.blocking(INBOX));
    private final Outbox<T> records;
    private byte[] held = new byte[StreamReader.PIECE_BYTES];
    private int size;
    private boolean over;

    RecordReader(Codec<T> codec) {
        super("from bytes");
        this.codec = codec;
        this.records = typedOutbox(codec.type(), "records");
    }

    @Override
    protected void run() throws InterruptedException {
        for (ByteBuffer piece : bytes.untilFinished()) {
            hold(piece);
            sendWhole();
            if (over) {
                return;
            }
        }
        if (!stopping()) {
            throw new IllegalStateException(
                    "the stream of records broke off: whoever wrote it died");
        }
    }

    private void hold(ByteBuffer piece) {
        int more = piece.remaining();
        if (held.length - size < more) {
            held = Arrays.copyOf(held, Math.max(size + more, 2 * held.length));
        }
        piece.duplicate().get(held, size, more);
        size += more;
    }

    private void sendWhole() throws InterruptedException {
        ByteBuffer all = ByteBuffer.wrap(held, 0, size);
        while (!over && all.remaining() >= Integer.BYTES) {
            int length = all.getInt(all.position());
            check(length);
            over = length == RecordWriter.END;
            if (over || all.remaining() - Integer.BYTES < length) {
                break;
            }
            all.position(all.position() + Integer.BYTES);
            T record = codec.decode(all.slice(all.position(), length).asReadOnlyBuffer());
            all.position(all.position() + length);
            records.send(record);
        }
        System.arraycopy(held, all.position(), held, 0, all.remaining());
        size = all.remaining();
    }

    private static void check(int length) {
        if (length < RecordWriter.END || length > RecordWriter.MAX_BYTES) {
            throw new IllegalStateException(
                    "a record of %d bytes: this is no stream of records, something else writes to it"
                            .formatted(length));
        }
    }
}
