package radio.audio.loudness;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/// Sound for the meters, interleaved, full scale -1 to 1.
final class Signals {

    private Signals() {}

    /// The same in every channel: `sound` of the time in seconds.
    static float[] of(int rate, int channels, double seconds, DoubleUnaryOperator sound) {
        float[] samples = new float[(int) Math.round(rate * seconds) * channels];
        for (int i = 0; i < samples.length; i++) {
            int frame = i / channels;
            samples[i] = (float) sound.applyAsDouble((double) frame / rate);
        }
        return samples;
    }

    /// A sine whose peak is so many dB above full scale.
    static float[] sine(int rate, int channels, double seconds, double hertz, double dbfs) {
        double amplitude = Math.pow(10, dbfs / 20);
        return of(rate, channels, seconds, t -> amplitude * Math.sin(2 * Math.PI * hertz * t));
    }

    /// With 50 ms at both ends in which it comes and goes: ffmpeg mirrors the first samples to have
    /// something before them, and so finds peaks there that are none.
    static float[] faded(int rate, int channels, float[] samples) {
        float[] faded = samples.clone();
        int frames = samples.length / channels;
        for (int i = 0; i < faded.length; i++) {
            int frame = i / channels;
            faded[i] *= Math.min(1, Math.min(frame, frames - 1 - frame) / (rate / 20f));
        }
        return faded;
    }

    static float[] join(float[]... parts) {
        int length = 0;
        float[] all = new float[0];
        for (float[] part : parts) {
            all = Arrays.copyOf(all, length + part.length);
            System.arraycopy(part, 0, all, length, part.length);
            length += part.length;
        }
        return all;
    }

    static float[] louder(float[] samples, double decibels) {
        float[] louder = new float[samples.length];
        for (int i = 0; i < samples.length; i++) {
            louder[i] = (float) (samples[i] * Math.pow(10, decibels / 20));
        }
        return louder;
    }

    /// Syllables and pauses: noise through resonances, with an envelope of four a second, louder
    /// and softer, two channels that differ.
    static float[] speech(int rate, int channels, double seconds, long seed) {
        Random random = new Random(seed);
        float[] samples = new float[(int) Math.round(rate * seconds) * channels];
        double a = 0;
        double b = 0;
        double level = 1;
        for (int f = 0; f < samples.length / channels; f++) {
            double t = (double) f / rate;
            if (f % (rate / 2) == 0) {
                level = random.nextInt(5) == 0 ? 0 : random.nextDouble(0.2, 1);
            }
            double x = random.nextGaussian() * (1 - Math.cos(2 * Math.PI * 4 * t)) * level;
            double y = x * 0.1 + 1.9 * Math.cos(2 * Math.PI * 500 / rate) * a - 0.92 * b;
            b = a;
            a = y;
            for (int c = 0; c < channels; c++) {
                samples[f * channels + c] = (float) (0.05 * (y + (c == 1 ? 0.5 * x : 0)));
            }
        }
        return samples;
    }

    /// Chords that are struck and fade, clipped hard at full scale as loud records are.
    static float[] loudMusic(int rate, int channels, double seconds, long seed) {
        Random random = new Random(seed);
        double[] hertz = {110, 220, 277, 330, 440};
        float[] samples = new float[(int) Math.round(rate * seconds) * channels];
        for (int f = 0; f < samples.length / channels; f++) {
            double t = (double) f / rate;
            if (f % (rate / 3) == 0) {
                for (int i = 0; i < hertz.length; i++) {
                    hertz[i] = 55 * Math.pow(2, random.nextInt(48) / 12.0);
                }
            }
            double sound = 0.3 * random.nextGaussian();
            for (double h : hertz) {
                sound += Math.sin(2 * Math.PI * h * t);
            }
            sound *= Math.exp(-3 * (t * 3 % 1) / 3);
            for (int c = 0; c < channels; c++) {
                double side = c == 0 ? 1 : 0.8;
                samples[f * channels + c] = (float) Math.clamp(side * sound, -0.999, 0.999);
            }
        }
        return samples;
    }

    static LoudnessMeter measured(int rate, int channels, float[] samples) {
        LoudnessMeter meter = new LoudnessMeter(rate, channels);
        meter.add(samples, samples.length / channels);
        return meter;
    }
}
