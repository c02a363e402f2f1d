package radio.audio.device;

import radio.audio.Pcm;

/// Multiplies samples by a gain that never steps: it glides to what is asked for along a straight
/// line. Pure, one thread at a time.
final class GainRamp {

    /// From one gain to any other: 30 ms, so that a step of the knob is not heard as one.
    static final int RAMP_FRAMES = Pcm.RATE * 30 / 1000;

    private float gain;
    private float target;
    private float step;
    private int left;

    /// The gain to glide to.
    void to(float wanted) {
        if (wanted != target) {
            target = wanted;
            left = RAMP_FRAMES;
            step = (target - gain) / RAMP_FRAMES;
        }
    }

    /// Silent at once; the next sound is faded in.
    void mute() {
        gain = 0;
        target = 0;
        left = 0;
    }

    /// Changes stereo samples in place.
    void apply(short[] samples, int frames) {
        for (int i = 0; i < frames; i++) {
            if (left > 0) {
                left--;
                gain = left == 0 ? target : gain + step;
            }
            if (gain != 1) {
                samples[2 * i] = (short) Math.round(samples[2 * i] * gain);
                samples[2 * i + 1] = (short) Math.round(samples[2 * i + 1] * gain);
            }
        }
    }
}
