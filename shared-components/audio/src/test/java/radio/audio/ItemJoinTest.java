package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import radio.audio.container.AudioReader;
import radio.audio.container.SoundFormat;
import radio.audio.container.WavWriter;
import radio.axon.AxonSystem;
import radio.axon.Pipeline;
import radio.axon.SteppingSystem;

/// One item after the other: no click, no sample lost or made up.
class ItemJoinTest {

    private static final long SEED = 11;

    @TempDir Path directory;

    /// Whole periods, so that the end of the file fits its beginning; the last two do not end on a
    /// sample of the output.
    @ParameterizedTest
    @CsvSource({
        "44100, 1000, 22050",
        "32000, 1000, 9632",
        "96000, 1000, 48000",
        "44100, 900, 22099",
        "22050, 900, 1127"
    })
    void loopedSineStaysASineAcrossTheSeam(int rate, double hertz, int frames) throws IOException {
        Path file = sine(rate, hertz, frames);
        short[] sound = play(new FileSource(Playlist.file(file), true, 1), 5);
        double[] middle = SineFit.channel(Arrays.copyOf(sound, 4 * Pcm.RATE), 1, 0, 200);
        SineFit fit = SineFit.of(middle, hertz, Pcm.RATE);
        assertThat(fit.residualDecibels()).isLessThan(-80);
        assertThat(fit.amplitude()).isBetween(0.49, 0.51);
    }

    @Test
    void fileOfFortyEightKilohertzIsLoopedBitForBit() throws IOException {
        short[] noise = noise(5000);
        Path file = wav("noise.wav", 48_000, 1, noise);
        short[] sound = play(new FileSource(Playlist.file(file), true, 1), 2);
        assertThat(sound.length).isGreaterThan(15_000);
        for (int i = 0; i < sound.length; i++) {
            assertThat(sound[i]).isEqualTo(noise[i % noise.length]);
        }
    }

    @Test
    void monoAndStereoOfOneRateAreJoinedWithoutASeam() throws IOException {
        Path mono = sine(44_100, 1000, 4410);
        short[] one = new short[4410];
        short[] two = new short[2 * 4410];
        for (int i = 0; i < 4410; i++) {
            one[i] = sample(44_100, 1000, i);
            two[2 * i] = one[i];
            two[2 * i + 1] = one[i];
        }
        Path stereo = wav("stereo.wav", 44_100, 2, two);
        Playlist both =
                new Playlist(
                        directory,
                        List.of(new Playlist.Item(mono, "a"), new Playlist.Item(stereo, "b")));
        short[] sound = play(new FileSource(both, false, 2), 2);
        assertThat(sound).hasSize(2 * 9600);
        assertThat(SineFit.of(SineFit.channel(sound, 2, 1, 200), 1000, 48_000).residualDecibels())
                .isLessThan(-80);
    }

    @Test
    void everyItemOfAnotherRateIsPlayedToItsEnd() throws IOException {
        List<Playlist.Item> items = new ArrayList<>();
        for (int rate : new int[] {44_100, 32_000, 48_000, 22_050, 44_100}) {
            items.add(new Playlist.Item(sine(rate, 1000, rate / 10 + 1), "sine " + rate));
        }
        short[] sound = play(new FileSource(new Playlist(directory, items), false, 1), 2);
        // Rounded up where the rate changes: 1 frame is 1.09, 1.5, 1, 2.18 and 1.09 of them.
        assertThat(sound).hasSize(5 * 4800 + 2 + 2 + 1 + 3 + 2);
    }

    @Test
    void titleTravelsWithTheBlockInWhichItsItemBegins() throws IOException {
        List<Playlist.Item> items = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            items.add(new Playlist.Item(wav(n + ".wav", 48_000, 1, noise(1000)), "item " + n));
        }
        items.add(new Playlist.Item(wav("4.wav", 44_100, 1, noise(1000)), "item 4"));
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        gather(new FileSource(new Playlist(directory, items), false, 1), gather, 1);
        assertThat(gather.messages)
                .extracting(Pcm::title)
                .containsExactly("item 0", "item 1", "item 2", "item 3", "item 4", "");
    }

    /// Holds back 700 frames, and gives every item an amplitude of its own.
    private static final class Slow implements ItemStage {
        private final float gain;
        private float[] held = new float[0];

        Slow(float gain) {
            this.gain = gain;
        }

        @Override
        public int process(float[] in, int frames, float[] out) {
            int had = held.length;
            held = Arrays.copyOf(held, had + frames);
            for (int i = 0; i < frames; i++) {
                held[had + i] = in[i] * gain;
            }
            return give(Math.max(0, held.length - 700), out);
        }

        @Override
        public int finish(float[] out) {
            return give(held.length, out);
        }

        private int give(int frames, float[] out) {
            System.arraycopy(held, 0, out, 0, frames);
            held = Arrays.copyOfRange(held, frames, held.length);
            return frames;
        }
    }

    @ParameterizedTest
    @CsvSource({"48000", "44100"})
    void stageThatLooksAheadHasItsItemAndNothingOfTheNext(int rate) throws IOException {
        short[] ones = new short[rate / 10];
        Arrays.fill(ones, (short) 8000);
        Path file = wav("ones.wav", rate, 1, ones);
        Playlist.Item item = new Playlist.Item(file, "");
        List<Integer> heardBefore = new ArrayList<>();
        ItemStages stages =
                (_, _, again) -> {
                    try (AudioReader reader = again.get()) {
                        heardBefore.add(reader.read(new float[ones.length], ones.length));
                    }
                    return new Slow(heardBefore.size());
                };
        Playlist list = new Playlist(directory, List.of(item, item, item));
        short[] sound = play(new FileSource(list, false, Optional.empty(), 1, stages), 1);
        assertThat(heardBefore).containsExactly(ones.length, ones.length, ones.length);
        assertThat(sound).hasSize(3 * 4800);
        // Without the filter's ringing at the very beginning and end.
        for (int i = 200; i < sound.length - 200; i++) {
            assertThat((int) sound[i]).isEqualTo(8000 * (1 + i / 4800));
        }
    }

    private short[] play(FileSource source, int seconds) {
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        gather(source, gather, seconds);
        return Station.join(gather.messages);
    }

    private static void gather(FileSource source, Gather<Pcm> gather, int seconds) {
        try (SteppingSystem system = AxonSystem.stepping(SEED)) {
            system.activate(Pipeline.of(source, new Pacer(FileSource.AHEAD_BLOCKS), gather));
            system.runFor(Duration.ofSeconds(seconds));
        }
    }

    private Path sine(int rate, double hertz, int frames) throws IOException {
        short[] samples = new short[frames];
        for (int i = 0; i < frames; i++) {
            samples[i] = sample(rate, hertz, i);
        }
        return wav("sine" + rate + ".wav", rate, 1, samples);
    }

    private static short sample(int rate, double hertz, int frame) {
        return (short) Math.round(16_384 * Math.sin(2 * Math.PI * hertz * frame / rate));
    }

    private static short[] noise(int frames) {
        SplittableRandom random = new SplittableRandom(SEED);
        short[] noise = new short[frames];
        for (int i = 0; i < frames; i++) {
            noise[i] = (short) random.nextInt();
        }
        return noise;
    }

    private Path wav(String name, int rate, int channels, short[] samples) throws IOException {
        Path file = directory.resolve(name);
        try (WavWriter writer = WavWriter.create(file, new SoundFormat(rate, channels))) {
            writer.write(samples);
        }
        return file;
    }
}
