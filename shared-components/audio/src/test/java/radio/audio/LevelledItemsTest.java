package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.params.provider.ValueSource;
import radio.audio.container.SoundFormat;
import radio.audio.container.WavWriter;
import radio.audio.loudness.LoudnessMeter;
import radio.axon.AxonSystem;
import radio.axon.Inbox;
import radio.axon.Pipeline;
import radio.axon.SteppingSystem;

/// A playlist of a loud, a quiet and an ordinary item, as the programme gets it.
class LevelledItemsTest {

    private static final long SEED = 12;
    private static final int SECONDS = 12;

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(doubles = {-23, -18, -14})
    void everyItemComesOutAtTheTargetAndBelowTheCeiling(double target) throws IOException {
        Playlist list = loudQuietOrdinary();
        short[] sound = play(list, new LevelledItems(target));
        assertThat(sound).hasSize(2 * 48_000 * SECONDS * 3);
        for (int item = 0; item < 3; item++) {
            LoudnessMeter meter = measured(item(sound, item));
            assertThat(meter.integratedLufs()).as("item %d", item).isCloseTo(target, within(0.5));
            assertThat(meter.truePeakDbtp()).as("item %d", item).isLessThanOrEqualTo(-1);
        }
        assertThat(measured(sound).truePeakDbtp()).isLessThanOrEqualTo(-1);
    }

    @Test
    void withoutLevellingEverySampleIsTheFiles() throws IOException {
        Playlist list = loudQuietOrdinary();
        short[] sound = play(list, ItemStages.NONE);
        for (int item = 0; item < 3; item++) {
            assertThat(Arrays.equals(item(sound, item), samples(item)))
                    .as("item %d", item)
                    .isTrue();
        }
    }

    @Test
    void silentItemStaysSilent() throws IOException {
        Path file = write("silence", new short[2 * 48_000 * SECONDS]);
        assertThat(play(Playlist.file(file), new LevelledItems(-18)))
                .containsOnly((short) 0)
                .hasSize(2 * 48_000 * SECONDS);
    }

    @Test
    void nextItemIsMeasuredWhileTenSecondsWaitInThePacer() throws IOException {
        Pacer pacer = new Pacer(FileSource.AHEAD_BLOCKS);
        Inbox<Pcm.Untimed> ahead = pacer.inbox("inbox", Pcm.Untimed.class);
        LevelledItems levelled = new LevelledItems(-18);
        List<Integer> waiting = new ArrayList<>();
        ItemStages watched =
                (file, channels, again) -> {
                    waiting.add(ahead.size());
                    return levelled.stage(file, channels, again);
                };
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        FileSource source =
                new FileSource(loudQuietOrdinary(), false, Optional.empty(), 2, watched);
        try (SteppingSystem system = AxonSystem.stepping(SEED)) {
            system.activate(Pipeline.of(source, pacer, gather));
            system.runFor(Duration.ofSeconds(3 * SECONDS));
        }
        assertThat(waiting).hasSize(3);
        assertThat(waiting.subList(1, 3))
                .allSatisfy(blocks -> assertThat(blocks).isGreaterThan(490));
        assertThat(pacer.stalls()).isZero();
    }

    private Playlist loudQuietOrdinary() throws IOException {
        List<Playlist.Item> items = new ArrayList<>();
        for (int item = 0; item < 3; item++) {
            items.add(new Playlist.Item(write("item" + item, samples(item)), "item " + item));
        }
        return new Playlist(directory, items);
    }

    private static short[] play(Playlist list, ItemStages stages) {
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        FileSource source = new FileSource(list, false, Optional.empty(), 2, stages);
        try (SteppingSystem system = AxonSystem.stepping(SEED)) {
            system.activate(Pipeline.of(source, new Pacer(FileSource.AHEAD_BLOCKS), gather));
            system.runFor(Duration.ofSeconds(3 * SECONDS + 1));
        }
        return Station.join(gather.messages);
    }

    /// Notes that are struck and fade, with noise: clipped and loud, quiet, or in between.
    private static short[] samples(int item) {
        double amplitude = new double[] {30_000, 2_200, 6_000}[item];
        SplittableRandom random = new SplittableRandom(SEED + item);
        short[] samples = new short[2 * 48_000 * SECONDS];
        for (int i = 0; i < samples.length; i++) {
            int frame = i / 2;
            double t = frame / 48_000.0;
            double fade = Math.exp(-3 * (t * 2 % 1));
            double tone = Math.sin(2 * Math.PI * (220 + 55 * item + 3 * (i % 2)) * t);
            double noise = random.nextDouble(-0.5, 0.5);
            double sound = amplitude * fade * (1.5 * tone + noise);
            samples[i] = (short) Math.clamp(Math.round(sound), -32_768, 32_767);
        }
        return samples;
    }

    private static short[] item(short[] sound, int item) {
        int length = 2 * 48_000 * SECONDS;
        return Arrays.copyOfRange(sound, item * length, (item + 1) * length);
    }

    private static LoudnessMeter measured(short[] samples) {
        float[] floats = new float[samples.length];
        for (int i = 0; i < samples.length; i++) {
            floats[i] = samples[i] / 32_768f;
        }
        LoudnessMeter meter = new LoudnessMeter(48_000, 2);
        meter.add(floats, floats.length / 2);
        return meter;
    }

    private Path write(String name, short[] samples) throws IOException {
        Path file = directory.resolve(name + ".wav");
        try (WavWriter writer = WavWriter.create(file, new SoundFormat(48_000, 2))) {
            writer.write(samples);
        }
        return file;
    }
}
