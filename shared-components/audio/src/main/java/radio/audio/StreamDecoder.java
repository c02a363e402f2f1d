package radio.audio;

import java.nio.ByteBuffer;
import java.util.Optional;
import radio.audio.codec.OpusPacketDecoder;
import radio.audio.codec.OpusStream;
import radio.wire.Packet;
import radio.wire.StreamInfo;

/// One stream's packets to sound, and something bearable where packets are missing. A pure stage;
/// not thread-safe.
///
/// What is missing is first made up by Opus from what came before; after [#HOLD_FRAMES] it fades by
/// 4.5 dB every 10 ms, so that after 60 ms it is 20 dB down and after 150 ms silent: nothing
/// repeats audibly. When packets come again the sound rises the same way. Without a hole the
/// decoder's samples pass untouched.
final class StreamDecoder {

    /// 20 ms: one lost packet is made up at full level.
    static final int HOLD_FRAMES = 960;

    /// 4.5 dB every 10 ms: with what Opus takes off by itself just below 6 dB, which is the limit
    /// asked for.
    private static final double FADE_PER_FRAME = Math.pow(10, -0.45 / 48 / 20);

    /// -60 dB: silence.
    private static final double FLOOR = 1e-3;

    private final StreamInfo stream;
    private final boolean playable;
    private final int channels;
    private final OpusPacketDecoder decoder;
    private double gain = 1;
    private int concealed;
    private boolean heard;
    private long damaged;

    StreamDecoder(StreamInfo stream) {
        this.stream = stream;
        this.playable = OpusStream.playable(stream);
        this.channels = playable ? stream.channels() : 2;
        this.decoder = new OpusPacketDecoder(channels);
    }

    StreamInfo stream() {
        return stream;
    }

    /// Channels of what comes out: the stream's, or 2 for a stream that cannot be played.
    int channels() {
        return channels;
    }

    /// How many frames at 48 kHz so many of the stream's samples are.
    long frames(long samples) {
        return samples * Pcm.RATE / stream.sampleRate();
    }

    /// Decodes a packet; empty if it is damaged, or of a codec we do not have: then [#conceal] is
    /// due.
    Optional<short[]> decode(Packet packet) {
        if (!playable) {
            damaged++;
            return Optional.empty();
        }
        ByteBuffer data = packet.data().duplicate();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        Optional<short[]> sound = decoder.decode(bytes, packet.samples());
        if (sound.isEmpty()) {
            damaged++;
            return sound;
        }
        heard = true;
        concealed = 0;
        rise(sound.get());
        return sound;
    }

    /// Sound for a hole, or its next piece.
    ///
    /// @param frames 1 to 960
    short[] conceal(int frames) {
        short[] samples = new short[frames * channels];
        // A decoder that has heard nothing has nothing to go on with, and must stay fresh for its
        // first packet.
        if (gain > 0 && heard) {
            System.arraycopy(
                    decoder.conceal(OpusPacketDecoder.CONCEAL_STEP), 0, samples, 0, samples.length);
            fall(samples);
        }
        concealed = Math.min(concealed + frames, HOLD_FRAMES);
        return samples;
    }

    /// Packets that could not be decoded.
    long damaged() {
        return damaged;
    }

    private void fall(short[] samples) {
        int held = Math.min(samples.length, (HOLD_FRAMES - concealed) * channels);
        for (int i = 0; i < samples.length; i++) {
            if (i >= held && i % channels == 0) {
                gain = gain * FADE_PER_FRAME < FLOOR ? 0 : gain * FADE_PER_FRAME;
            }
            if (gain < 1) {
                samples[i] = (short) Math.round(samples[i] * gain);
            }
        }
    }

    private void rise(short[] samples) {
        for (int i = 0; i < samples.length && gain < 1; i++) {
            if (i % channels == 0) {
                gain = Math.min(1, Math.max(gain, FLOOR) / FADE_PER_FRAME);
            }
            samples[i] = (short) Math.round(samples[i] * gain);
        }
    }
}
