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
/// What is missing is first made up by Opus from what came before; the [Fader] holds its level for
/// 20 ms and then takes it down, so that nothing repeats audibly. When packets come again the sound
/// rises the same way. Without a hole the decoder's samples pass untouched.
public final class StreamDecoder {

    private final StreamInfo stream;
    private final boolean playable;
    private final int channels;
    private final OpusPacketDecoder decoder;
    private final Fader fader;
    private boolean heard;
    private long damaged;

    public StreamDecoder(StreamInfo stream) {
        this.stream = stream;
        this.playable = OpusStream.playable(stream);
        this.channels = playable ? stream.channels() : 2;
        this.decoder = new OpusPacketDecoder(channels);
        this.fader = new Fader(channels);
    }

    public StreamInfo stream() {
        return stream;
    }

    /// Channels of what comes out: the stream's, or 2 for a stream that cannot be played.
    public int channels() {
        return channels;
    }

    /// How many frames at 48 kHz so many of the stream's samples are.
    public long frames(long samples) {
        return samples * Pcm.RATE / stream.sampleRate();
    }

    /// Decodes a packet; empty if it is damaged, or of a codec we do not have: then [#conceal] is
    /// due.
    public Optional<short[]> decode(Packet packet) {
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
        fader.heard(sound.get());
        return sound;
    }

    /// Sound for a hole, or its next piece.
    ///
    /// @param frames 1 to 960
    public short[] conceal(int frames) {
        short[] samples = new short[frames * channels];
        // A decoder that has heard nothing has nothing to go on with, and must stay fresh for its
        // first packet.
        if (heard && !fader.silent()) {
            System.arraycopy(
                    decoder.conceal(OpusPacketDecoder.CONCEAL_STEP), 0, samples, 0, samples.length);
            fader.conceal(samples);
        }
        return samples;
    }

    /// Packets that could not be decoded.
    public long damaged() {
        return damaged;
    }
}
