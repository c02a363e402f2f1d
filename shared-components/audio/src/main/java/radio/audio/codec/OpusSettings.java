package radio.audio.codec;

/// How a programme is encoded.
///
/// Constrained VBR: the encoder spends bits where the sound needs them but keeps the average over
/// about a second at the bit rate, so an upload budget counted in bit rates holds. 20 ms packets
/// throughout: shorter ones cost 10 to 20 % more bits, longer ones make every loss longer.
///
/// @param bitrateBitsPerSecond [#MIN_BITRATE] to [#MAX_BITRATE], all channels together
/// @param channels 1 or 2
/// @param complexity 0 (fast) to 10 (good)
/// @param application what the encoder takes the sound for
public record OpusSettings(
        int bitrateBitsPerSecond, int channels, int complexity, Application application) {

    /// Opus holds two coders (RFC 6716, 2): one that models a voice, and one for any sound. It
    /// chooses by bit rate and what it hears; this moves the choice. Where the border lies is in
    /// docs/audio.md.
    public enum Application {
        /// Speech that is to be understood: the voice's coder up to higher bit rates, and the low
        /// frequencies of rooms and microphones cut off.
        VOICE,
        /// Everything else, speech among music, too: to sound like the original.
        MUSIC
    }

    public static final int MIN_BITRATE = 24_000;
    public static final int MAX_BITRATE = 320_000;

    /// Encodes 128 kbit/s stereo at about sixty times real time (measured in docs/audio.md): a
    /// source can afford the best.
    public static final int DEFAULT_COMPLEXITY = 10;

    public OpusSettings {
        if (bitrateBitsPerSecond < MIN_BITRATE || bitrateBitsPerSecond > MAX_BITRATE) {
            throw new IllegalArgumentException(
                    "bit rate "
                            + bitrateBitsPerSecond
                            + " is not between "
                            + MIN_BITRATE
                            + " and "
                            + MAX_BITRATE);
        }
        if (channels < 1 || channels > 2) {
            throw new IllegalArgumentException(channels + " channels: only 1 and 2 are possible");
        }
        if (complexity < 0 || complexity > 10) {
            throw new IllegalArgumentException(
                    "complexity " + complexity + " is not between 0 and 10");
        }
    }

    /// For music, with [#DEFAULT_COMPLEXITY].
    public OpusSettings(int bitrateBitsPerSecond, int channels) {
        this(bitrateBitsPerSecond, channels, Application.MUSIC);
    }

    /// With [#DEFAULT_COMPLEXITY].
    public OpusSettings(int bitrateBitsPerSecond, int channels, Application application) {
        this(bitrateBitsPerSecond, channels, DEFAULT_COMPLEXITY, application);
    }
}
