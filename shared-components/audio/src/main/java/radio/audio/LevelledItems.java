package radio.audio;

import java.nio.file.Path;
import java.util.function.Supplier;
import radio.audio.container.AudioReader;
import radio.audio.container.SoundFormat;
import radio.audio.loudness.Levelling;
import radio.audio.loudness.Limiter;

/// Plays every item of a playlist equally loud, and none above [Limiter#CEILING_DBTP]: the stage of
/// an item is a gain and a limiter.
public final class LevelledItems implements ItemStages {

    private final Levelling levelling;

    /// @param targetLufs the loudness to play at, [Levelling#LOWEST_TARGET_LUFS] to
    ///   [Levelling#HIGHEST_TARGET_LUFS]
    public LevelledItems(double targetLufs) {
        levelling = new Levelling(targetLufs);
    }

    @Override
    public ItemStage stage(Path file, int channels, Supplier<AudioReader> again) {
        double decibels = levelling.gainDecibels(file, () -> new Mixed(again.get(), channels));
        return new Levelled(decibels, channels);
    }

    /// What goes on air is measured: the mix, not the file's own channels.
    private static final class Mixed implements AudioReader {

        private final AudioReader reader;
        private final SoundFormat format;
        private final ChannelMix mix;
        private float[] read = new float[0];

        Mixed(AudioReader reader, int channels) {
            this.reader = reader;
            this.format = new SoundFormat(reader.format().sampleRate(), channels);
            this.mix = new ChannelMix(reader.format().channels(), channels);
        }

        @Override
        public SoundFormat format() {
            return format;
        }

        @Override
        public int read(float[] into, int frames) {
            int needed = frames * reader.format().channels();
            if (read.length < needed) {
                read = new float[needed];
            }
            int got = reader.read(read, frames);
            mix.mix(read, got, into);
            return got;
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    /// A gain, then the limiter.
    private static final class Levelled implements ItemStage {

        private final float gain;
        private final int channels;
        private final Limiter limiter;

        Levelled(double decibels, int channels) {
            this.gain = (float) Math.pow(10, decibels / 20);
            this.channels = channels;
            this.limiter = new Limiter(Pcm.RATE, channels);
        }

        @Override
        public int process(float[] in, int frames, float[] out) {
            for (int i = 0; i < frames * channels; i++) {
                out[i] = in[i] * gain;
            }
            return limiter.limit(out, frames, out);
        }

        @Override
        public int finish(float[] out) {
            return limiter.finish(out);
        }
    }
}
