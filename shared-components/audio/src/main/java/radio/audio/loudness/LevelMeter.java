package radio.audio.loudness;

import java.util.Arrays;

/// The [Level] of sound as it passes, new every 100 ms. Cheap, since it runs all day: no true peak,
/// no history (share of the encoder's cost in docs/audio.md). A pure stage; not thread-safe.
public final class LevelMeter {

    private static final int MOMENTARY = 4;
    private static final int PEAK_HOLD = 10;
    private static final float SCALE = 1 / 32_768f;

    private final int stepFrames;
    private final KWeighting weighting;
    private final double[] weighted;
    private final float[] sound;
    private int filled;
    private int peak;
    private long square;

    /// Of the last steps, in rings.
    private final double[] loudness = new double[MOMENTARY];

    private final double[] squares = new double[MOMENTARY];
    private final double[] peaks = new double[PEAK_HOLD];
    private int steps;
    private Level level = Level.SILENCE;

    /// @param channels 1 or 2
    public LevelMeter(int sampleRate, int channels) {
        stepFrames = Math.max(1, sampleRate / 10);
        weighting = new KWeighting(sampleRate, channels);
        weighted = new double[channels];
        sound = new float[stepFrames * channels];
    }

    /// Takes interleaved samples, any number of frames.
    ///
    /// @return whether [#level] is new
    public boolean add(short[] interleaved) {
        boolean fresh = false;
        for (int at = 0; at < interleaved.length; ) {
            int n = Math.min(interleaved.length - at, sound.length - filled);
            for (int i = 0; i < n; i++) {
                int sample = interleaved[at + i];
                int magnitude = Math.abs(sample);
                peak = magnitude > peak ? magnitude : peak;
                square += (long) sample * sample;
                sound[filled + i] = sample * SCALE;
            }
            at += n;
            filled += n;
            if (filled == sound.length) {
                step();
                fresh = true;
            }
        }
        return fresh;
    }

    /// Of what was taken so far, in steps of 100 ms.
    public Level level() {
        return level;
    }

    private void step() {
        Arrays.fill(weighted, 0);
        weighting.add(sound, 0, stepFrames, weighted);
        loudness[steps % MOMENTARY] = Arrays.stream(weighted).sum() / stepFrames;
        squares[steps % MOMENTARY] = square * (double) SCALE * SCALE / sound.length;
        peaks[steps % PEAK_HOLD] = peak * (double) SCALE;
        steps = (steps + 1) % (MOMENTARY * PEAK_HOLD);
        filled = 0;
        peak = 0;
        square = 0;
        level =
                new Level(
                        20 * Math.log10(Arrays.stream(peaks).max().orElse(0)),
                        10 * Math.log10(Arrays.stream(squares).sum() / MOMENTARY),
                        KWeighting.lufs(Arrays.stream(loudness).sum() / MOMENTARY));
    }
}
