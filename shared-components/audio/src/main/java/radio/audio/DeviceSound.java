package radio.audio;

import java.util.Optional;
import radio.audio.CaptureSettings.Take;

/// From the bytes of a recording device to frames at 48 kHz: takes the channels that were asked
/// for, applies the gain, changes the rate. A pure stage; not thread-safe.
///
/// At 48 kHz without gain samples pass as they are. At other rates output frame n lies at the
/// device's frame n x rate / 48,000 exactly and comes as soon as the resampler has seen 64 frames
/// more.
final class DeviceSound {
    private final CaptureSettings settings;
    private final float gain;
    private final Optional<Resampler> resampler;
    private long clipped;

    DeviceSound(CaptureSettings settings) {
        this.settings = settings;
        this.gain = (float) Math.pow(10, settings.gainDecibels() / 20);
        this.resampler =
                settings.rate() == Pcm.RATE
                        ? Optional.empty()
                        : Optional.of(
                                new Resampler(settings.rate(), Pcm.RATE, settings.channels()));
    }

    /// Samples that went beyond full scale, on both sides of the resampler together.
    long clipped() {
        return clipped;
    }

    /// @param bytes whole frames, 16 bits, little-endian
    /// @return interleaved frames at 48 kHz, in the channels that were asked for
    short[] convert(byte[] bytes) {
        int channels = settings.channels();
        int frames = bytes.length / settings.frameBytes();
        int first = settings.take() == Take.RIGHT ? 1 : 0;
        float[] values = new float[frames * channels];
        for (int f = 0; f < frames; f++) {
            for (int c = 0; c < channels; c++) {
                int at = f * settings.frameBytes() + 2 * (c + first);
                short sample = (short) ((bytes[at] & 0xff) | bytes[at + 1] << 8);
                values[f * channels + c] = sample * gain;
            }
        }
        if (resampler.isEmpty()) {
            return rounded(values, frames * channels);
        }
        float[] out = new float[resampler.get().room(frames) * channels];
        return rounded(out, resampler.get().resample(values, frames, out) * channels);
    }

    private short[] rounded(float[] values, int count) {
        short[] samples = new short[count];
        for (int i = 0; i < count; i++) {
            int value = Math.round(values[i]);
            int held = Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
            clipped += held == value ? 0 : 1;
            samples[i] = (short) held;
        }
        return samples;
    }
}
