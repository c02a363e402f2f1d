package radio.axon.io;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Strings as UTF-8.
public final class TextCodec implements Codec<String> {
    @Override
    public Class<String> type() {
        return String.class;
    }

    @Override
    public byte[] encode(String record) {
        return record.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
