package radio.audio.loudness;

import java.util.Arrays;

/// How high sound goes between its samples: four times oversampled below 80 kHz, twice below 160
/// kHz, beyond that the samples themselves (ITU-R BS.1770-5, annex 2). A pure stage; not
/// thread-safe.
///
/// The filter is a windowed sinc of [#HALF] samples to each side, so the samples themselves come
/// through as they are and only the points between are calculated. Kaiser's window with beta 8:
/// flat to 20 kHz at 48 kHz.
///
/// Most of the time nobody needs the points between: no filter can make more of its samples than
/// the highest of them times the sum of its weights. Stretches that cannot pass the caller's
/// threshold are not calculated.
final class TruePeak {

    /// Frames that the filter looks ahead, and so the peaks' delay.
    static final int HALF = 16;

    private static final int TAPS = 2 * HALF;
    private static final int STRETCH = 16;
    private static final int PIECE = 1024;
    private static final double BETA = 8;

    private final int channels;
    private final float[] weights;
    private final float most;
    private final float[][] sound;

    TruePeak(int sampleRate, int channels) {
        this.channels = channels;
        int factor = sampleRate < 80_000 ? 4 : sampleRate < 160_000 ? 2 : 1;
        weights = new float[(factor - 1) * TAPS];
        double highest = 1;
        for (int phase = 1; phase < factor; phase++) {
            highest = Math.max(highest, weigh((phase - 1) * TAPS, (double) phase / factor));
        }
        most = (float) highest;
        sound = new float[channels][TAPS - 1 + PIECE];
    }

    /// Takes frames and gives as many peaks, [#HALF] frames behind them: each the highest of a
    /// frame and of the points between it and the next, in all channels.
    ///
    /// @param interleaved the frames, from frame `from` on
    /// @param threshold peaks up to it may come out lower than they are
    /// @param peaks room for `frames`
    void peaks(float[] interleaved, int from, int frames, float threshold, float[] peaks) {
        Arrays.fill(peaks, 0, frames, 0);
        for (int done = 0; done < frames; done += PIECE) {
            int n = Math.min(PIECE, frames - done);
            for (int c = 0; c < channels; c++) {
                float[] one = sound[c];
                for (int i = 0; i < n; i++) {
                    float sample = interleaved[(from + done + i) * channels + c];
                    one[TAPS - 1 + i] = KWeighting.sound(sample);
                }
                for (int i = 0; i < n; i += STRETCH) {
                    stretch(one, i, Math.min(STRETCH, n - i), threshold, peaks, done);
                }
                System.arraycopy(one, n, one, 0, TAPS - 1);
            }
        }
    }

    /// Frame i of the peaks is sample i + HALF - 1 of the channel; its points need samples i to i +
    /// TAPS - 1.
    private void stretch(float[] one, int at, int n, float threshold, float[] peaks, int done) {
        float highest = 0;
        for (int i = at; i < at + n + TAPS - 1; i++) {
            highest = higher(highest, one[i]);
        }
        boolean between = highest * most > threshold;
        for (int i = at; i < at + n; i++) {
            float peak = higher(peaks[done + i], one[i + HALF - 1]);
            for (int row = 0; between && row < weights.length; row += TAPS) {
                float sum = 0;
                for (int t = 0; t < TAPS; t++) {
                    sum += one[i + t] * weights[row + t];
                }
                peak = higher(peak, sum);
            }
            peaks[done + i] = peak;
        }
    }

    /// Quicker than Math.max, which also orders zeros and numbers that are none.
    private static float higher(float peak, float sample) {
        float magnitude = Math.abs(sample);
        return magnitude > peak ? magnitude : peak;
    }

    /// Sets the weights of the point so far after a sample; gives the sum of their magnitudes.
    private double weigh(int row, double fraction) {
        double[] raw = new double[TAPS];
        double sum = 0;
        double magnitudes = 0;
        for (int t = 0; t < TAPS; t++) {
            double x = t - (HALF - 1) - fraction;
            double edge = x / HALF;
            double window = bessel(BETA * Math.sqrt(Math.max(0, 1 - edge * edge))) / bessel(BETA);
            raw[t] = Math.sin(Math.PI * x) / (Math.PI * x) * window;
            sum += raw[t];
        }
        for (int t = 0; t < TAPS; t++) {
            weights[row + t] = (float) (raw[t] / sum);
            magnitudes += Math.abs(raw[t] / sum);
        }
        return magnitudes;
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
}
