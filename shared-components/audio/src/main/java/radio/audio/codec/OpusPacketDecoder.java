package radio.audio.codec;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusPacketInfo;
import java.util.Arrays;
import java.util.Optional;

/// Decodes Opus packets to 48 kHz sound, by Concentus, and makes up sound for packets that are
/// missing. A pure stage: no clock, no thread; not thread-safe.
///
/// The packets are a stranger's: whatever is in them, the decoder gives their sound or says that
/// they have none, never an exception. After an exception inside Concentus it starts afresh, since
/// its state may be anything. (Concentus asserts; with assertions off the same packets end in an
/// index out of range, or pass.)
public final class OpusPacketDecoder {

    /// The longest packet: 120 ms (RFC 6716, 3.4, R5).
    public static final int MAX_FRAMES = 5760;

    /// Frames that are concealed in one step: one packet of ours.
    public static final int CONCEAL_STEP = 960;

    private final int channels;
    private OpusDecoder decoder;
    private final short[] decoded;

    public OpusPacketDecoder(int channels) {
        this.channels = channels;
        this.decoder = fresh(channels);
        this.decoded = new short[MAX_FRAMES * channels];
    }

    private static OpusDecoder fresh(int channels) {
        try {
            return new OpusDecoder(48_000, channels);
        } catch (OpusException e) {
            throw new IllegalArgumentException(channels + " channels", e);
        }
    }

    /// Decodes one packet.
    ///
    /// @param frames how many frames it is said to hold
    /// @return that many interleaved frames, or nothing if the packet is damaged or of another
    ///   length: then [#conceal] is due
    public Optional<short[]> decode(byte[] packet, int frames) {
        if (packet.length == 0 || frames < 1 || frames > MAX_FRAMES) {
            return Optional.empty();
        }
        try {
            if (OpusPacketInfo.getNumSamples(packet, 0, packet.length, 48_000) != frames) {
                return Optional.empty();
            }
            int got = decoder.decode(packet, 0, packet.length, decoded, 0, frames, false);
            return got == frames
                    ? Optional.of(Arrays.copyOf(decoded, frames * channels))
                    : Optional.empty();
        } catch (OpusException | RuntimeException | AssertionError damaged) {
            decoder = fresh(channels);
            return Optional.empty();
        }
    }

    /// Sound in place of packets that are missing: goes on as the last ones went, falling off by
    /// itself (RFC 6716, 4.4).
    ///
    /// @param frames 120 to [#MAX_FRAMES], a multiple of 120 (2.5 ms)
    public short[] conceal(int frames) {
        short[] all = new short[frames * channels];
        try {
            for (int at = 0; at < frames; at += CONCEAL_STEP) {
                int step = Math.min(CONCEAL_STEP, frames - at);
                decoder.decode(null, 0, 0, decoded, 0, step, false);
                System.arraycopy(decoded, 0, all, at * channels, step * channels);
            }
        } catch (OpusException | RuntimeException | AssertionError unable) {
            decoder = fresh(channels);
        }
        return all;
    }
}
