package radio.audio.codec;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.util.Arrays;

/// Encodes 20 ms of 48 kHz sound after the other to Opus packets (RFC 6716), by Concentus. A pure
/// stage: no clock, no thread; not thread-safe.
public final class OpusPacketEncoder {

    /// Frames in a packet.
    public static final int FRAMES = 960;

    /// The longest packet of one frame (RFC 6716, 3.4, R2).
    private static final int MAX_PACKET = 1275;

    private static final int WARM_UP_PACKETS = 100;

    private final OpusEncoder encoder;
    private final int channels;
    private final byte[] packet = new byte[MAX_PACKET];

    public OpusPacketEncoder(OpusSettings settings) {
        channels = settings.channels();
        try {
            encoder = new OpusEncoder(48_000, channels, application(settings.application()));
        } catch (OpusException e) {
            throw new IllegalArgumentException(settings.toString(), e);
        }
        encoder.setBitrate(settings.bitrateBitsPerSecond());
        encoder.setComplexity(settings.complexity());
        encoder.setUseVBR(true);
        encoder.setUseConstrainedVBR(true);
    }

    private static OpusApplication application(OpusSettings.Application application) {
        return switch (application) {
            case VOICE -> OpusApplication.OPUS_APPLICATION_VOIP;
            case MUSIC -> OpusApplication.OPUS_APPLICATION_AUDIO;
        };
    }

    /// Encodes two seconds of a chord for nobody, so that the JVM has compiled the encoder before a
    /// programme begins: the first packets of a cold one take longer than they last.
    public static void warmUp(OpusSettings settings) {
        OpusPacketEncoder cold = new OpusPacketEncoder(settings);
        short[] chord = new short[FRAMES * settings.channels()];
        for (int packet = 0; packet < WARM_UP_PACKETS; packet++) {
            for (int i = 0; i < chord.length; i++) {
                int frame = packet * FRAMES + i / settings.channels();
                chord[i] = (short) (6000 * (Math.sin(frame * .0288) + Math.sin(frame * .0432)));
            }
            cold.encode(chord);
        }
    }

    /// Frames between a sound going in and coming out of a decoder.
    public int lookahead() {
        return encoder.getLookahead();
    }

    /// Encodes [#FRAMES] interleaved frames to one packet of at most 1275 bytes.
    public byte[] encode(short[] samples) {
        if (samples.length != FRAMES * channels) {
            throw new IllegalArgumentException(
                    samples.length
                            + " samples are not "
                            + FRAMES
                            + " frames of "
                            + channels
                            + " channels");
        }
        try {
            int length = encoder.encode(samples, 0, FRAMES, packet, 0, packet.length);
            return Arrays.copyOf(packet, length);
        } catch (OpusException e) {
            throw new IllegalStateException("the encoder refused sound of the right form", e);
        }
    }
}
