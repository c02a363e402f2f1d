package radio.audio;

/// Stretches or shortens a stream by a hair, so that a sound card whose clock is a little off plays
/// or records in time. The ratio is close to one and may change with every call; the phase goes on,
/// so there is no click.
///
/// A windowed sinc of [#TAPS] weights in rows for [#PHASES] places between two frames, and a
/// straight line between two rows. The window is Kaiser's with beta 9: flat to 20 kHz (the images
/// of what lies below begin at 28 kHz), everything else below -90 dB (`FineResamplerTest`). As long
/// as the ratio was exactly one from the start, what comes out is what went in.
///
/// Positions are whole numbers (2^-40 of a frame), so nothing is lost in the long run. Not
/// thread-safe.
public final class FineResampler {

    static final int TAPS = 40;
    private static final int PHASES = 512;
    private static final double BETA = 9;
    private static final int FRACTION_BITS = 40;
    private static final long ONE = 1L << FRACTION_BITS;
    private static final int PHASE_BITS = FRACTION_BITS - 9;
    private static final float[] WEIGHTS = weights();

    /// More than any correction that makes sense.
    private static final double LIMIT = 0.05;

    private final int channels;
    private float[] history;
    private int historyFrames = TAPS / 2 - 1;

    /// Of the next output frame, in frames of the history from the first weight on.
    private long position;

    public FineResampler(int channels) {
        if (channels < 1 || channels > 2) {
            throw new IllegalArgumentException(channels + " channels");
        }
        this.channels = channels;
        this.history = new float[(TAPS + 2 * Pcm.BLOCK_FRAMES) * channels];
    }

    /// Most frames that come out when so many go in.
    public int room(int frames) {
        return (int) ((frames + TAPS) / (1 - LIMIT)) + 1;
    }

    /// How many frames of input have not come out yet: the next output frame lies so far before the
    /// end of the input.
    public double waitingFrames() {
        return historyFrames - (TAPS / 2 - 1) - (double) position / ONE;
    }

    /// Takes all of the input and gives what that allows: everything up to 20 frames before its
    /// end.
    ///
    /// @param in `frames` interleaved frames
    /// @param correction 1 + correction input frames go into each output frame; -0.05 to 0.05
    /// @param out at least [#room] frames
    /// @return frames written
    public int resample(short[] in, int frames, double correction, short[] out) {
        if (!(Math.abs(correction) <= LIMIT)) {
            throw new IllegalArgumentException("a correction of " + correction);
        }
        append(in, frames);
        long step = ONE + Math.round(correction * ONE);
        int written = 0;
        while ((position >> FRACTION_BITS) + TAPS <= historyFrames) {
            long fraction = position & (ONE - 1);
            int row = (int) (fraction >> PHASE_BITS) * TAPS;
            float between = (float) (fraction & ((1L << PHASE_BITS) - 1)) / (1L << PHASE_BITS);
            int from = (int) (position >> FRACTION_BITS) * channels;
            if (channels == 2) {
                convolveTwo(from, row, between, out, 2 * written);
            } else {
                convolveOne(from, row, between, out, written);
            }
            written++;
            position += step;
        }
        return written;
    }

    private void convolveOne(int from, int row, float between, short[] out, int at) {
        float sum = 0;
        for (int t = 0; t < TAPS; t++) {
            float weight = WEIGHTS[row + t];
            weight += between * (WEIGHTS[row + TAPS + t] - weight);
            sum += weight * history[from + t];
        }
        out[at] = round(sum);
    }

    private void convolveTwo(int from, int row, float between, short[] out, int at) {
        float left = 0;
        float right = 0;
        for (int t = 0, i = from; t < TAPS; t++, i += 2) {
            float weight = WEIGHTS[row + t];
            weight += between * (WEIGHTS[row + TAPS + t] - weight);
            left += weight * history[i];
            right += weight * history[i + 1];
        }
        out[at] = round(left);
        out[at + 1] = round(right);
    }

    private static short round(float value) {
        return (short) Math.clamp(Math.round(value), Short.MIN_VALUE, Short.MAX_VALUE);
    }

    private void append(short[] in, int frames) {
        int drop = (int) Math.min(historyFrames, position >> FRACTION_BITS);
        position -= (long) drop << FRACTION_BITS;
        int keep = historyFrames - drop;
        float[] target = history;
        if ((keep + frames) * channels > history.length) {
            target = new float[(keep + frames) * channels];
        }
        System.arraycopy(history, drop * channels, target, 0, keep * channels);
        for (int i = 0; i < frames * channels; i++) {
            target[keep * channels + i] = in[i];
        }
        history = target;
        historyFrames = keep + frames;
    }

    /// `PHASES + 1` rows; every row adds up to one, so that a constant stays a constant.
    private static float[] weights() {
        int half = TAPS / 2;
        float[] all = new float[(PHASES + 1) * TAPS];
        double[] row = new double[TAPS];
        for (int p = 0; p <= PHASES; p++) {
            double sum = 0;
            for (int t = 0; t < TAPS; t++) {
                double x = t - (half - 1) - (double) p / PHASES;
                row[t] = Resampler.sinc(x) * Resampler.kaiser(x / half, BETA);
                sum += row[t];
            }
            for (int t = 0; t < TAPS; t++) {
                all[p * TAPS + t] = (float) (row[t] / sum);
            }
        }
        return all;
    }
}
