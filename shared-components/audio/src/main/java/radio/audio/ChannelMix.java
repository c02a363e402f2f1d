package radio.audio;

import java.util.Arrays;

/// Mixes any number of channels to one or two.
///
/// More than two channels are taken in the order of WAV (front left, front right, centre, low
/// frequency, ...) and folded with the weights of ITU-R BS.775: centre and surrounds at -3 dB, no
/// low frequency; then scaled so that nothing can clip. Beyond eight channels no order is agreed
/// on: all are averaged.
final class ChannelMix {

    private static final float HALF_POWER = (float) Math.sqrt(0.5);

    private static final float[] LEFT = {1, 0};
    private static final float[] RIGHT = {0, 1};
    private static final float[] CENTRE = {HALF_POWER, HALF_POWER};
    private static final float[] BOTH = {1, 1};
    private static final float[] NONE = {0, 0};
    private static final float[] SIDE_LEFT = {HALF_POWER, 0};
    private static final float[] SIDE_RIGHT = {0, HALF_POWER};

    private final int from;
    private final int to;
    private final float[] weights;

    ChannelMix(int from, int to) {
        if (from < 1 || to < 1 || to > 2) {
            throw new IllegalArgumentException(from + " channels to " + to);
        }
        this.from = from;
        this.to = to;
        this.weights = weights(from, to);
    }

    /// Mixes `frames` frames of `in` to `out`; they may be the same array only if the channels are
    /// the same.
    void mix(float[] in, int frames, float[] out) {
        for (int f = 0; f < frames; f++) {
            for (int o = 0; o < to; o++) {
                float sum = 0;
                for (int i = 0; i < from; i++) {
                    sum += in[f * from + i] * weights[o * from + i];
                }
                out[f * to + o] = sum;
            }
        }
    }

    /// One channel doubled, or two averaged.
    static short[] convert(short[] in, int from, int to) {
        short[] out = new short[in.length / from * to];
        for (int f = 0; f < in.length / from; f++) {
            if (to == 2) {
                out[2 * f] = in[f];
                out[2 * f + 1] = in[f];
            } else {
                out[f] = (short) ((in[2 * f] + in[2 * f + 1]) / 2);
            }
        }
        return out;
    }

    private static float[] weights(int from, int to) {
        float[][] stereo = layout(from);
        float[] weights = new float[to * from];
        for (int o = 0; o < to; o++) {
            float sum = 0;
            for (int i = 0; i < from; i++) {
                weights[o * from + i] = to == 2 ? stereo[i][o] : stereo[i][0] + stereo[i][1];
                sum += weights[o * from + i];
            }
            for (int i = 0; i < from; i++) {
                weights[o * from + i] /= sum;
            }
        }
        return weights;
    }

    /// How much of each input goes left and right.
    private static float[][] layout(int channels) {
        return switch (channels) {
            case 1 -> new float[][] {BOTH};
            case 2 -> new float[][] {LEFT, RIGHT};
            case 3 -> new float[][] {LEFT, RIGHT, CENTRE};
            case 4 -> new float[][] {LEFT, RIGHT, SIDE_LEFT, SIDE_RIGHT};
            case 5 -> new float[][] {LEFT, RIGHT, CENTRE, SIDE_LEFT, SIDE_RIGHT};
            case 6 -> new float[][] {LEFT, RIGHT, CENTRE, NONE, SIDE_LEFT, SIDE_RIGHT};
            case 7 -> new float[][] {LEFT, RIGHT, CENTRE, NONE, CENTRE, SIDE_LEFT, SIDE_RIGHT};
            case 8 ->
                    new float[][] {
                        LEFT, RIGHT, CENTRE, NONE, SIDE_LEFT, SIDE_RIGHT, SIDE_LEFT, SIDE_RIGHT
                    };
            default -> {
                float[][] all = new float[channels][];
                Arrays.fill(all, BOTH);
                yield all;
            }
        };
    }
}
