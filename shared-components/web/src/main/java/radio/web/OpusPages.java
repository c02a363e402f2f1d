package radio.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import radio.audio.Pcm;
import radio.audio.codec.OpusPackets;

/// Opus packets to the shared part of Ogg pages: number of segments, segment table and body (RFC
/// 3533, 6). What differs from listener to listener stands before them: [OggLink].
///
/// A packet that is not as long as its chunk says, or no packet at all, becomes silence: what we
/// serve is valid, whatever the station signed.
final class OpusPages extends PageMaker {
    private static final int MAX_SEGMENTS = 255;
    private static final int SEGMENT = 255;

    /// The longest packet of RFC 6716, 3.4: 48 frames of 1275 bytes.
    private static final int MAX_PACKET = 48 * 1275;

    private final ByteBufAllocator memory;
    private final int channels;
    private final byte[] table = new byte[MAX_SEGMENTS];
    private final ByteBuf body;
    private int segments;
    private long owed;

    /// @param channels 1 or 2
    OpusPages(ByteBufAllocator memory, int channels) {
        super(Pcm.RATE);
        this.memory = memory;
        this.channels = channels;
        body = memory.heapBuffer(8192);
    }

    @Override
    void put(Sound sound, Consumer<Page> full) {
        if (sound instanceof Sound.Heard heard) {
            ByteBuffer data = heard.packet().data();
            if (data.remaining() <= MAX_PACKET && OpusPackets.samples(data) == sound.samples()) {
                put(data, sound.samples(), full);
                return;
            }
        }
        owed += sound.samples();
        while (owed >= OpusPackets.SHORTEST) {
            ByteBuffer silence = OpusPackets.silence(channels, owed);
            int length = OpusPackets.samples(silence);
            put(silence, length, full);
            owed -= length;
        }
    }

    private void put(ByteBuffer packet, int length, Consumer<Page> full) {
        int size = packet.remaining();
        if (segments + size / SEGMENT + 1 > MAX_SEGMENTS) {
            cut(full);
        }
        for (int left = size; ; left -= SEGMENT) {
            table[segments++] = (byte) Math.min(left, SEGMENT);
            if (left < SEGMENT) {
                break;
            }
        }
        body.writeBytes(packet);
        advance(length, full);
    }

    @Override
    ByteBuf take() {
        ByteBuf bytes = memory.directBuffer(1 + segments + body.readableBytes());
        bytes.writeByte(segments).writeBytes(table, 0, segments).writeBytes(body);
        body.clear();
        segments = 0;
        return bytes;
    }

    @Override
    int crc(ByteBuf bytes) {
        return OggCrc.of(0, bytes);
    }

    @Override
    int shift(ByteBuf bytes) {
        return OggCrc.shift(bytes.readableBytes());
    }

    @Override
    void release() {
        body.release();
    }
}
