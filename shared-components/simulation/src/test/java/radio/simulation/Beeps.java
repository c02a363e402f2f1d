package radio.simulation;

import java.util.ArrayList;
import java.util.List;

/// A test sound: a tone of 1 kHz with a click, a short burst of 6 kHz, at every full second; and
/// what is found of it in a recording.
final class Beeps {
    static final int RATE = 48_000;
    private static final double TONE_HERTZ = 1000;
    private static final double CLICK_HERTZ = 6000;
    private static final int CLICK_FRAMES = 96;
    private static final double CLICK_HEIGHT = 12_000;
    private static final double TONE_HEIGHT = 8000;

    private Beeps() {}

    static short[] seconds(int seconds) {
        short[] samples = new short[RATE * seconds];
        for (int i = 0; i < samples.length; i++) {
            double value = TONE_HEIGHT * Math.sin(2 * Math.PI * TONE_HERTZ * i / RATE);
            int inClick = i % RATE;
            if (inClick < CLICK_FRAMES) {
                value +=
                        CLICK_HEIGHT
                                * window(inClick)
                                * Math.sin(2 * Math.PI * CLICK_HERTZ * inClick / RATE);
            }
            samples[i] = (short) Math.round(value);
        }
        return samples;
    }

    /// The middles of the clicks, in samples.
    static List<Integer> clicks(short[] heard) {
        List<Integer> clicks = new ArrayList<>();
        double threshold = CLICK_HEIGHT * CLICK_FRAMES / 4 / 4;
        int best = -1;
        double most = 0;
        for (int at = 0; at + CLICK_FRAMES <= heard.length; at++) {
            double strength = strength(heard, at, CLICK_HERTZ, CLICK_FRAMES);
            if (strength > Math.max(threshold, most)) {
                most = strength;
                best = at + CLICK_FRAMES / 2;
            }
            if (best >= 0 && at > best + RATE / 10) {
                clicks.add(best);
                best = -1;
                most = 0;
            }
        }
        return clicks;
    }

    /// The tone's pitch in every full second of a stretch, in hertz: how far its phase has turned.
    static List<Double> pitches(short[] heard, int from, int until) {
        List<Double> pitches = new ArrayList<>();
        int step = RATE / 10;
        for (int at = from; at + RATE + step <= until; at += step) {
            // Two looks a second apart see the phase move by the pitch's distance from 1 kHz;
            // looks in between keep it below half a turn.
            double turned = 0;
            for (int k = 0; k < 10; k++) {
                double before = phase(heard, at + k * step);
                double after = phase(heard, at + (k + 1) * step);
                double turn = (after - before) / (2 * Math.PI);
                turned += turn - Math.rint(turn);
            }
            pitches.add(TONE_HERTZ + turned);
        }
        return pitches;
    }

    /// The longest stretch without sound, in samples.
    static int longestSilence(short[] heard, int from, int until) {
        int longest = 0;
        int silent = 0;
        for (int i = from; i < until; i++) {
            silent = Math.abs(heard[i]) < TONE_HEIGHT / 20 ? silent + 1 : 0;
            longest = Math.max(longest, silent);
        }
        return longest;
    }

    private static double phase(short[] heard, int at) {
        double[] found = correlate(heard, at, TONE_HERTZ, RATE / 50);
        return Math.atan2(found[1], found[0]);
    }

    private static double strength(short[] heard, int at, double hertz, int frames) {
        double[] found = correlate(heard, at, hertz, frames);
        return Math.hypot(found[0], found[1]);
    }

    private static double[] correlate(short[] heard, int at, double hertz, int frames) {
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < frames; i++) {
            double w = .5 - .5 * Math.cos(2 * Math.PI * (i + .5) / frames);
            double angle = 2 * Math.PI * hertz * i / RATE;
            real += w * heard[at + i] * Math.cos(angle);
            imaginary += w * heard[at + i] * Math.sin(angle);
        }
        return new double[] {real, -imaginary};
    }

    private static double window(int frame) {
        return .5 - .5 * Math.cos(2 * Math.PI * (frame + .5) / CLICK_FRAMES);
    }
}
