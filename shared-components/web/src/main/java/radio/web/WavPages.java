package radio.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import radio.audio.Pcm;
import radio.audio.StreamDecoder;
import radio.wire.StreamInfo;

/// Decodes to 48 kHz, 16 bits little-endian, stereo: one decoder for all who listen that way. What
/// is missing is concealed as in a player.
final class WavPages implements PageMaker {
    static final int CHANNELS = 2;

    /// Bytes of a frame, and of a second.
    static final int FRAME_BYTES = 2 * CHANNELS;

    static final int BYTES_PER_SECOND = Pcm.RATE * FRAME_BYTES;

    private static final int PAGE_FRAMES = (int) (PAGE_NANOS * Pcm.RATE / 1_000_000_000);

    private final ByteBufAllocator memory;
    private final StreamDecoder decoder;
    private ByteBuf filling = Unpooled.EMPTY_BUFFER;
    private int frames;
    private long start;
    private long index;
    private String title = "";

    WavPages(ByteBufAllocator memory, StreamInfo stream) {
        this.memory = memory;
        decoder = new StreamDecoder(stream);
    }

    /// What stands before the samples: RIFF of unknown length, which everybody writes as the
    /// largest.
    static ByteBuf header(ByteBufAllocator memory) {
        ByteBuf head = memory.directBuffer(44);
        head.writeCharSequence("RIFF", StandardCharsets.US_ASCII);
        head.writeIntLE(-1);
        head.writeCharSequence("WAVEfmt ", StandardCharsets.US_ASCII);
        head.writeIntLE(16).writeShortLE(1).writeShortLE(CHANNELS).writeIntLE(Pcm.RATE);
        head.writeIntLE(BYTES_PER_SECOND).writeShortLE(FRAME_BYTES).writeShortLE(16);
        head.writeCharSequence("data", StandardCharsets.US_ASCII);
        return head.writeIntLE(-1);
    }

    @Override
    public void add(Sound sound, Consumer<Page> full) {
        if (!sound.title().equals(title)) {
            cut(full);
            title = sound.title();
        }
        Optional<short[]> heard =
                sound instanceof Sound.Heard packet
                        ? decoder.decode(packet.packet())
                        : Optional.empty();
        if (heard.isPresent()) {
            put(heard.get(), full);
            return;
        }
        for (long left = decoder.frames(sound.samples()); left > 0; ) {
            int step = (int) Math.min(left, Pcm.BLOCK_FRAMES);
            put(decoder.conceal(step), full);
            left -= step;
        }
    }

    private void put(short[] samples, Consumer<Page> full) {
        Pcm stereo = new Pcm(samples, decoder.channels(), 0).inChannels(CHANNELS);
        if (frames == 0) {
            filling = memory.directBuffer(PAGE_FRAMES * FRAME_BYTES);
        }
        for (short sample : stereo.samples()) {
            filling.writeShortLE(sample);
        }
        frames += stereo.frames();
        if (frames >= PAGE_FRAMES) {
            cut(full);
        }
    }

    private void cut(Consumer<Page> full) {
        if (frames > 0) {
            full.accept(new Page(filling, index++, start, frames, title, 0, 0));
            start += frames;
            frames = 0;
            filling = Unpooled.EMPTY_BUFFER;
        }
    }

    @Override
    public void finish(Consumer<Page> full) {
        cut(full);
    }
}
