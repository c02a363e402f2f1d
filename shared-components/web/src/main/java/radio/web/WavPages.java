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
final class WavPages extends PageMaker {
    static final int CHANNELS = 2;

    /// Bytes of a frame, and of a second.
    static final int FRAME_BYTES = 2 * CHANNELS;

    static final int BYTES_PER_SECOND = Pcm.RATE * FRAME_BYTES;

    private static final int PAGE_BYTES = (int) (PAGE_NANOS * BYTES_PER_SECOND / 1_000_000_000);

    private final ByteBufAllocator memory;
    private final StreamDecoder decoder;
    private ByteBuf filling = Unpooled.EMPTY_BUFFER;

    WavPages(ByteBufAllocator memory, StreamInfo stream) {
        super(Pcm.RATE);
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
    void put(Sound sound, Consumer<Page> full) {
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
        if (isEmpty()) {
            filling = memory.directBuffer(PAGE_BYTES);
        }
        for (short sample : stereo.samples()) {
            filling.writeShortLE(sample);
        }
        advance(stereo.frames(), full);
    }

    @Override
    ByteBuf take() {
        ByteBuf bytes = filling;
        filling = Unpooled.EMPTY_BUFFER;
        return bytes;
    }

    @Override
    void release() {
        // A page that is being filled has been cut off and passed on.
    }
}
