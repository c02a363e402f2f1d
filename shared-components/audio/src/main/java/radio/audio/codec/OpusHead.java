package radio.audio.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The identification header of an Opus stream (RFC 7845, 5.1): what a decoder, or an Ogg file made
/// of the packets, must know beforehand.
///
/// @param channels 1 or 2 (channel mapping family 0)
/// @param preSkip frames at 48 kHz a fresh decoder gives before the first frame that was put in
public record OpusHead(int channels, int preSkip) {

    private static final int BYTES = 19;
    private static final byte[] MAGIC = "OpusHead".getBytes(StandardCharsets.US_ASCII);

    /// The header's 19 bytes.
    public byte[] bytes() {
        ByteBuffer head = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        head.put(MAGIC).put((byte) 1).put((byte) channels).putShort((short) preSkip).putInt(48_000);
        head.putShort((short) 0).put((byte) 0);
        return head.array();
    }
}
