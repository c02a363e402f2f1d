package radio.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// Opus packets to the shared part of Ogg pages: number of segments, segment table and body (RFC
/// 3533, 6). What differs from listener to listener stands before them: [OggLink].
///
/// A packet that is not as long as its chunk says, or no packet at all, becomes silence: what we
/// serve is valid, whatever the station signed.
final class OpusPages implements PageMaker {
    private static final int MAX_SEGMENTS = 255;
    private static final int SEGMENT = 255;

    /// The longest packet of RFC 6716, 3.4: 48 frames of 1275 bytes.
    private static final int MAX_PACKET = 48 * 1275;

    private static final int PAGE_SAMPLES = (int) (PAGE_NANOS * OpusPackets.RATE / 1_000_000_000);

    private final ByteBufAllocator memory;
    private final boolean stereo;
    private final byte[] table = new byte[MAX_SEGMENTS];
    private final ByteBuf body;
    private int segments;
    private int samples;
    private long start;
    private long index;
    private long owed;
    private String title = "";

    OpusPages(ByteBufAllocator memory, boolean stereo) {
        this.memory = memory;
        this.stereo = stereo;
        body = memory.heapBuffer(8192);
    }

    @Override
    public void add(Sound sound, Consumer<Page> full) {
        if (!sound.title().equals(title)) {
            cut(full);
            title = sound.title();
        }
        if (sound instanceof Sound.Heard heard) {
            ByteBuffer data = heard.packet().data();
            if (data.remaining() <= MAX_PACKET && OpusPackets.samples(data) == sound.samples()) {
                put(data, sound.samples(), full);
                return;
            }
        }
        owed += sound.samples();
        for (int length; (length = OpusPackets.silence(owed)) > 0; owed -= length) {
            put(ByteBuffer.wrap(OpusPackets.silent(length, stereo)), length, full);
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
        samples += length;
        if (samples >= PAGE_SAMPLES) {
            cut(full);
        }
    }

    private void cut(Consumer<Page> full) {
        if (segments == 0) {
            return;
        }
        ByteBuf bytes = memory.directBuffer(1 + segments + body.readableBytes());
        bytes.writeByte(segments).writeBytes(table, 0, segments).writeBytes(body);
        body.clear();
        full.accept(
                new Page(
                        bytes,
                        index,
                        start,
                        samples,
                        title,
                        OggCrc.of(0, bytes),
                        OggCrc.shift(bytes.readableBytes())));
        index++;
        start += samples;
        samples = 0;
        segments = 0;
    }

    @Override
    public void finish(Consumer<Page> full) {
        cut(full);
        body.release();
    }
}
