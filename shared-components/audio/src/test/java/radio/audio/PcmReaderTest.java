package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import radio.audio.container.AudioFiles;
import radio.audio.container.SoundFormat;
import radio.audio.container.WavWriter;

class PcmReaderTest {

    private static final Path FIXTURES = Path.of("src/test/resources/radio/audio/container");

    @TempDir Path directory;

    @Test
    void sixteenBitsAtFortyEightKilohertzComeOutAsTheyAre() throws IOException {
        short[] noise = new short[2 * 5000];
        Random random = new Random(1);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (short) random.nextInt();
        }
        Path file = directory.resolve("noise.wav");
        try (WavWriter writer = WavWriter.create(file, new SoundFormat(48_000, 2))) {
            writer.write(noise);
        }
        assertThat(Arrays.equals(readAll(file, 2), noise)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "stereo-128k.mp3, 2, 28800, -55",
        "mono-22k-vbr-art.mp3, 2, 28800, -45",
        "mono-44k.flac, 1, 28800, -80",
        "mono-44k.flac, 2, 28800, -80",
        "stereo-96k-24bit.flac, 2, 14400, -80",
        "stereo-32k.au, 2, 9600, -80"
    })
    void everyRateBecomesFortyEightKilohertz(String name, int channels, int frames, double noise) {
        short[] samples = readAll(FIXTURES.resolve(name), channels);
        assertThat(samples).hasSize(frames * channels);
        assertThat(
                        SineFit.of(SineFit.channel(samples, channels, 0, 2000), 997, 48_000)
                                .residualDecibels())
                .isLessThan(noise);
    }

    @Test
    void sixChannelsAreFoldedToTwoWithoutClipping() {
        float[] in = {1, -1, 1, 1, 1, -1};
        float[] out = new float[2];
        new ChannelMix(6, 2).mix(in, 1, out);
        assertThat(out[0]).isBetween(0.999f, 1f);
        assertThat(out[1]).isBetween(-0.42f, -0.41f);
        float[] one = new float[1];
        new ChannelMix(6, 1).mix(new float[] {1, 1, 1, 1, 1, 1}, 1, one);
        assertThat(one[0]).isBetween(0.999f, 1.001f);
    }

    @Test
    void halfOpenFileOfAKilledWriterPlays() throws IOException {
        Path file = directory.resolve("killed.wav");
        // Not closed: what a killed process leaves.
        WavWriter writer = WavWriter.create(file, new SoundFormat(48_000, 1));
        for (int i = 0; i < 120; i++) {
            writer.write(new short[960]);
        }
        assertThat(readAll(file, 1)).hasSize(2 * 48_000);
        writer.close();
        assertThat(readAll(file, 1)).hasSize(120 * 960);
    }

    private static short[] readAll(Path file, int channels) {
        try (PcmReader pcm = new PcmReader(channels)) {
            pcm.begin(AudioFiles.open(file), ItemStage.none(channels), "");
            short[] start = readOn(pcm, channels);
            pcm.finish();
            return Station.join(start, readOn(pcm, channels));
        }
    }

    private static short[] readOn(PcmReader pcm, int channels) {
        short[] all = new short[0];
        short[] piece = new short[960 * channels];
        for (int n = pcm.read(piece, 0, 960); n > 0; n = pcm.read(piece, 0, 960)) {
            all = Station.join(all, Arrays.copyOf(piece, n * channels));
        }
        return all;
    }
}
