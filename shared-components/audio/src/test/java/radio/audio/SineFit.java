package radio.audio;

/// A sine of known frequency fitted to samples by least squares: how strong it is, and what else
/// there is.
///
/// @param amplitude of the sine
/// @param residualDecibels power of everything else against the sine's, in dB (negative is good)
public record SineFit(double amplitude, double residualDecibels) {

    public static SineFit of(double[] samples, double hertz, double rate) {
        // Solve the 3x3 normal equations for a sin + b cos + c.
        double[][] m = new double[3][4];
        for (int n = 0; n < samples.length; n++) {
            double[] basis = basis(n, hertz, rate);
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    m[i][j] += basis[i] * basis[j];
                }
                m[i][3] += basis[i] * samples[n];
            }
        }
        double[] x = solve(m);
        double rest = 0;
        for (int n = 0; n < samples.length; n++) {
            double[] basis = basis(n, hertz, rate);
            double e = samples[n] - x[0] * basis[0] - x[1] * basis[1] - x[2];
            rest += e * e;
        }
        double power = (x[0] * x[0] + x[1] * x[1]) / 2 * samples.length;
        return new SineFit(
                Math.hypot(x[0], x[1]), 10 * Math.log10((rest + 1e-30) / (power + 1e-30)));
    }

    /// One channel of interleaved samples, without `margin` frames at both ends.
    public static double[] channel(float[] samples, int channels, int channel, int margin) {
        double[] one = new double[samples.length / channels - 2 * margin];
        for (int i = 0; i < one.length; i++) {
            one[i] = samples[(i + margin) * channels + channel];
        }
        return one;
    }

    public static double[] channel(short[] samples, int channels, int channel, int margin) {
        float[] floats = new float[samples.length];
        for (int i = 0; i < samples.length; i++) {
            floats[i] = samples[i] / 32768f;
        }
        return channel(floats, channels, channel, margin);
    }

    private static double[] basis(int n, double hertz, double rate) {
        double angle = 2 * Math.PI * hertz * n / rate;
        return new double[] {Math.sin(angle), Math.cos(angle), 1};
    }

    private static double[] solve(double[][] m) {
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                if (j != i) {
                    double factor = m[j][i] / m[i][i];
                    for (int k = i; k < 4; k++) {
                        m[j][k] -= factor * m[i][k];
                    }
                }
            }
        }
        return new double[] {m[0][3] / m[0][0], m[1][3] / m[1][1], m[2][3] / m[2][2]};
    }
}
