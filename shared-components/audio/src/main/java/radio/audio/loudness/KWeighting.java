package radio.audio.loudness;

import java.util.Arrays;

/// Weights sound as the ear does, roughly, and adds up its energy: two second-order filters in a
/// row for each channel (ITU-R BS.1770-5, annex 1). A pure stage; not thread-safe.
///
/// The standard lists coefficients for 48 kHz only. Those of other rates come from the analogue
/// filters behind them, by the bilinear transform: a shelf of +4 dB above 1.7 kHz (the head) and a
/// high-pass at 38 Hz. At 48 kHz that gives the standard's numbers to nine places.
final class KWeighting {

    /// Beyond +60 dBFS, or no number at all: damage in a file, no sound. It counts as 0, since one
    /// of those would stay in the filters for ever.
    private static final float LOUDEST = 1000;

    /// Filters fade away after the sound, to numbers so small that the processor gets slow.
    private static final double NOTHING = 1e-30;

    /// Of the shelf and the high-pass. These twelve digits fit the standard's table at 48 kHz; they
    /// are in use in libebur128 and ffmpeg.
    private static final double SHELF_HERTZ = 1681.974450955533;

    private static final double SHELF_GAIN = Math.pow(10, 3.999843853973347 / 20);
    private static final double SHELF_Q = 0.7071752369554196;
    private static final double HIGH_PASS_HERTZ = 38.13547087602444;
    private static final double HIGH_PASS_Q = 0.5003270373238773;

    private final int channels;
    private final double s0;
    private final double s1;
    private final double s2;
    private final double sa1;
    private final double sa2;
    private final double ha1;
    private final double ha2;
    private final double[] states;

    KWeighting(int sampleRate, int channels) {
        if (sampleRate < 1 || channels < 1) {
            throw new IllegalArgumentException(sampleRate + " Hz, " + channels + " channels");
        }
        this.channels = channels;
        states = new double[4 * channels];
        double k = warped(SHELF_HERTZ, sampleRate);
        double band = Math.pow(SHELF_GAIN, 0.4996667741545416);
        double a0 = 1 + k / SHELF_Q + k * k;
        s0 = (SHELF_GAIN + band * k / SHELF_Q + k * k) / a0;
        s1 = 2 * (k * k - SHELF_GAIN) / a0;
        s2 = (SHELF_GAIN - band * k / SHELF_Q + k * k) / a0;
        sa1 = 2 * (k * k - 1) / a0;
        sa2 = (1 - k / SHELF_Q + k * k) / a0;
        double h = warped(HIGH_PASS_HERTZ, sampleRate);
        double b0 = 1 + h / HIGH_PASS_Q + h * h;
        ha1 = 2 * (h * h - 1) / b0;
        ha2 = (1 - h / HIGH_PASS_Q + h * h) / b0;
    }

    /// The bilinear transform's frequency; kept below half the rate, where sound ends.
    private static double warped(double hertz, int sampleRate) {
        return Math.tan(Math.PI * Math.min(hertz / sampleRate, 0.45));
    }

    /// The sample, or 0 if it can be none.
    static float sound(float sample) {
        return Math.abs(sample) <= LOUDEST ? sample : 0;
    }

    /// Adds the weighted energy of some frames to `energies`, for each channel the sum of its
    /// squares.
    ///
    /// @param from first frame of `interleaved`
    void add(float[] interleaved, int from, int frames, double[] energies) {
        // Local names, which the quick compiler that nodes run with keeps in registers.
        double a1 = sa1;
        double a2 = sa2;
        double h1 = ha1;
        double h2 = ha2;
        double b0 = s0;
        double b1 = s1;
        double b2 = s2;
        for (int c = 0; c < channels; c++) {
            double u1 = states[4 * c];
            double u2 = states[4 * c + 1];
            double v1 = states[4 * c + 2];
            double v2 = states[4 * c + 3];
            double sum = 0;
            int end = (from + frames) * channels;
            for (int i = from * channels + c; i < end; i += channels) {
                double x = sound(interleaved[i]);
                double y = b0 * x + u1;
                u1 = b1 * x - a1 * y + u2;
                u2 = b2 * x - a2 * y;
                double z = y + v1;
                v1 = v2 - (y + y) - h1 * z;
                v2 = y - h2 * z;
                sum += z * z;
            }
            energies[c] += sum;
            states[4 * c] = u1;
            states[4 * c + 1] = u2;
            states[4 * c + 2] = v1;
            states[4 * c + 3] = v2;
        }
        for (int i = 0; i < states.length; i++) {
            states[i] = Math.abs(states[i]) < NOTHING ? 0 : states[i];
        }
    }

    /// How much each channel counts, in the order of WAV: surrounds at the sides 1.5 dB more, low
    /// frequencies not at all (BS.1770-5, tables 3 and 4). Beyond eight channels no order is agreed
    /// on: all count alike.
    static double[] channelWeights(int channels) {
        double side = 1.41;
        return switch (channels) {
            case 4 -> new double[] {1, 1, side, side};
            case 5 -> new double[] {1, 1, 1, side, side};
            case 6 -> new double[] {1, 1, 1, 0, side, side};
            case 7 -> new double[] {1, 1, 1, 0, 1, side, side};
            case 8 -> new double[] {1, 1, 1, 0, 1, 1, side, side};
            default -> {
                double[] all = new double[channels];
                Arrays.fill(all, 1);
                yield all;
            }
        };
    }

    /// Loudness in LUFS of a mean square that is weighted and summed over the channels; negative
    /// infinity for silence.
    static double lufs(double energy) {
        return -0.691 + 10 * Math.log10(energy);
    }

    /// The other way round.
    static double energy(double lufs) {
        return Math.pow(10, (lufs + 0.691) / 10);
    }
}
