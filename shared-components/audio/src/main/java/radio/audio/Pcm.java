package radio.audio;

/// One block of sound, as it crosses boxes: usually 20 ms, 960 frames at 48 kHz.
///
/// Samples are `short`, the one form inside the pipeline: the Opus encoder takes it and the decoder
/// gives it, sound cards and WAV files want it, and equality from end to end is equality of whole
/// numbers. Floating point lives inside a stage (mixing, resampling, later levelling) and is
/// rounded once, at its end.
///
/// The record does not copy `samples`: whoever sends a block gives it away and whoever gets it must
/// not change it.
///
/// @param samples interleaved, full scale -32768 to 32767
/// @param channels 1 or 2
/// @param unixNanos when the first frame was captured (from a source) or is due at the ear (from a
///   player), by `Clock.unixNanos`
/// @param title what begins with this block; empty: as before
@SuppressWarnings("ArrayRecordComponent") // no copy and no comparison: a block is given away
public record Pcm(short[] samples, int channels, long unixNanos, String title) {

    /// Frames per second, everywhere.
    public static final int RATE = 48_000;

    /// Frames of an ordinary block and of an Opus packet: 20 ms.
    public static final int BLOCK_FRAMES = 960;

    /// Length of an ordinary block.
    public static final long BLOCK_NANOS = 20_000_000;

    /// A block whose time is not known yet: a [Pacer] gives it one.
    ///
    /// @param title what begins with this block; empty: as before
    @SuppressWarnings("ArrayRecordComponent") // as with Pcm itself
    public record Untimed(short[] samples, int channels, String title) {

        public Untimed {
            requireWhole(samples, channels);
        }

        public int frames() {
            return samples.length / channels;
        }

        Pcm at(long unixNanos) {
            return new Pcm(samples, channels, unixNanos, title);
        }
    }

    public Pcm {
        requireWhole(samples, channels);
    }

    private static void requireWhole(short[] samples, int channels) {
        if (channels < 1 || channels > 2 || samples.length % channels != 0) {
            throw new IllegalArgumentException(
                    samples.length + " samples, " + channels + " channels");
        }
    }

    /// A block without a new title.
    public Pcm(short[] samples, int channels, long unixNanos) {
        this(samples, channels, unixNanos, "");
    }

    public int frames() {
        return samples.length / channels;
    }

    /// How long this many frames sound.
    public static long nanos(long frames) {
        return frames / RATE * 1_000_000_000L + frames % RATE * 1_000_000_000L / RATE;
    }

    /// How many frames sound this long, rounded to the nearest.
    public static long frames(long nanos) {
        long seconds = Math.floorDiv(nanos, 1_000_000_000L);
        long rest = Math.floorMod(nanos, 1_000_000_000L);
        return seconds * RATE + (rest * RATE + 500_000_000L) / 1_000_000_000L;
    }

    /// The same block in one or two channels: mono is doubled, stereo averaged.
    public Pcm inChannels(int wanted) {
        return wanted == channels
                ? this
                : new Pcm(ChannelMix.convert(samples, channels, wanted), wanted, unixNanos, title);
    }
}
