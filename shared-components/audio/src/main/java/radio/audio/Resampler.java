package radio.audio;

/// Converts a stream of samples from one rate to another: a windowed-sinc low-pass, one set of
/// weights for every phase that two whole-number rates can have.
///
/// Output frame n lies at input time n * from / to exactly, counted in whole numbers, so nothing
/// drifts and pieces of any size give the same samples as the whole at once. What the filter needs
/// of the future it waits for; [#finish] plays it out against silence. Between equal rates every
/// sample comes out as it is. Not thread-safe.
///
/// The window is Kaiser's with beta 10 (side lobes about -100 dB; Kaiser and Schafer 1980). With
/// [#ZERO_CROSSINGS] to each side the transition is about 7 % of the lower rate's band wide and
/// ends at its edge: from 44.1 kHz everything up to 20 kHz passes, and images and aliases lie below
/// -80 dB (measured in docs/audio.md).
final class Resampler {

    /// Zero crossings of the sinc to each side of its middle, in periods of the lower rate.
    static final int ZERO_CROSSINGS = 64;

    /// Most rows of weights. Rates with more phases (44,101 Hz has 48,000) go between two rows by a
    /// straight line, whose error is below -100 dB.
    private static final int MAX_PHASES = 640;

    private static final double BETA = 10;

    /// Where the filter is half open, as a share of the lower rate's band: the transition ends at
    /// the band's edge.
    private static final double CUTOFF = 0.95;

    /// The weights between equal rates: this sample and nothing of the next.
    private static final float[] AS_IT_IS = {1, 0};

    private final int channels;
    private final long up;
    private final long down;
    private final int taps;
    private final int phases;
    private final float[] weights;
    private float[] history;
    private long historyStart;
    private int historyFrames;
    private long produced;

    /// @param from input frames per second
    /// @param to output frames per second
    Resampler(int from, int to, int channels) {
        if (from < 1 || to < 1 || channels < 1) {
            throw new IllegalArgumentException(
                    from + " Hz to " + to + " Hz, " + channels + " channels");
        }
        int divisor = gcd(from, to);
        this.channels = channels;
        this.up = to / divisor;
        this.down = from / divisor;
        double lower = Math.min(1.0, (double) to / from);
        boolean asItIs = from == to;
        int half = asItIs ? 1 : (int) Math.ceil(ZERO_CROSSINGS / lower);
        this.taps = 2 * half;
        this.phases = (int) Math.min(up, MAX_PHASES);
        this.weights = asItIs ? AS_IT_IS : weights(phases, half, lower * CUTOFF);
        this.history = new float[(taps + 4096) * channels];
        this.historyStart = 1L - half;
        this.historyFrames = half - 1;
    }

    /// At most how many frames the next `frames` input frames can give, with [#finish].
    int room(int frames) {
        return (int) ((frames + taps) * up / down + 2);
    }

    /// Takes input and gives the output it allows.
    ///
    /// @param in `frames` interleaved frames
    /// @param out at least [#room] frames
    /// @return frames written
    int resample(float[] in, int frames, float[] out) {
        append(in, frames);
        return produce(out, Long.MAX_VALUE);
    }

    /// The output that still was waiting for input; the whole output then is ceil(input * to /
    /// from) frames long.
    int finish(float[] out) {
        long total = total();
        pad();
        return produce(out, total);
    }

    // The same in steps, for a stream whose pieces belong to different files.

    /// How many frames the input so far gives altogether: where what comes next begins.
    long total() {
        long inputFrames = historyStart + historyFrames;
        return (inputFrames * up + down - 1) / down;
    }

    /// How many frames have come out.
    long produced() {
        return produced;
    }

    /// Takes input.
    void append(float[] in, int frames) {
        long needed = produced * down / up - taps / 2 + 1;
        int drop = (int) Math.min(historyFrames, Math.max(0, needed - historyStart));
        int keep = historyFrames - drop;
        float[] target = history;
        if ((keep + frames) * channels > history.length) {
            target = new float[(keep + frames) * 2 * channels];
        }
        System.arraycopy(history, drop * channels, target, 0, keep * channels);
        System.arraycopy(in, 0, target, keep * channels, frames * channels);
        history = target;
        historyStart += drop;
        historyFrames = keep + frames;
    }

    /// Silence behind the last input, as much as the filter waits for.
    void pad() {
        append(new float[taps * channels], taps);
    }

    /// Gives what the input allows, as far as `out` has room and not beyond output frame `until`.
    int produce(float[] out, long until) {
        int written = 0;
        int room = out.length / channels;
        while (produced < until && written < room) {
            long position = produced * down;
            long first = position / up - taps / 2 + 1;
            if (first + taps > historyStart + historyFrames) {
                break;
            }
            long phase = position % up * phases;
            int row = (int) (phase / up) * taps;
            double between = (double) (phase % up) / up;
            int from = (int) (first - historyStart) * channels;
            for (int c = 0; c < channels; c++) {
                double sum = convolve(from + c, row);
                if (between > 0) {
                    sum += between * (convolve(from + c, row + taps) - sum);
                }
                out[written * channels + c] = (float) sum;
            }
            written++;
            produced++;
        }
        return written;
    }

    private double convolve(int from, int row) {
        double sum = 0;
        for (int t = 0, i = from; t < taps; t++, i += channels) {
            sum += (double) history[i] * weights[row + t];
        }
        return sum;
    }

    /// `phases + 1` rows of `2 * half` weights; every row adds up to one, so that a constant stays
    /// a constant.
    private static float[] weights(int phases, int half, double cutoff) {
        int taps = 2 * half;
        float[] all = new float[(phases + 1) * taps];
        double[] row = new double[taps];
        for (int p = 0; p <= phases; p++) {
            double sum = 0;
            for (int t = 0; t < taps; t++) {
                double x = t - (half - 1) - (double) p / phases;
                row[t] = sinc(cutoff * x) * kaiser(x / half, BETA);
                sum += row[t];
            }
            for (int t = 0; t < taps; t++) {
                all[p * taps + t] = (float) (row[t] / sum);
            }
        }
        return all;
    }

    static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    static double kaiser(double x, double beta) {
        return x <= -1 || x >= 1 ? 0 : bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta);
    }

    /// The modified Bessel function of order zero, by its series.
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > 1e-12 * sum; k++) {
            term *= (x / (2 * k)) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
