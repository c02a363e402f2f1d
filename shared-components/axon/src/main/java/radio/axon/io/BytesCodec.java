package radio.axon.io;

import java.nio.ByteBuffer;

/// Bytes as they are: what is read on the other side is read-only.
public final class BytesCodec implements Codec<ByteBuffer> {
    @Override
    public Class<ByteBuffer> type() {
        return ByteBuffer.class;
    }

    @Override
    public byte[] encode(ByteBuffer record) {
        byte[] bytes = new byte[record.remaining()];
        record.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public ByteBuffer decode(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return ByteBuffer.wrap(copy).asReadOnlyBuffer();
    }
}
