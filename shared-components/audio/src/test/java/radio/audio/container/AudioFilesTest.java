package radio.audio.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import radio.audio.SineFit;

class AudioFilesTest {

    private static final Path FIXTURES = Path.of("src/test/resources/radio/audio/container");

    @TempDir Path directory;

    /// 997 Hz to the left (or in mono), 1503 Hz to the right, 6 dB below full scale: made by us
    /// with sox and lame.
    @ParameterizedTest
    @CsvSource({
        "stereo-128k.mp3, 44100, 2, 26460, -60",
        "stereo-320k.mp3, 44100, 2, 26460, -70",
        "checksummed.mp3, 44100, 2, 26460, -60",
        "mono-22k-vbr-art.mp3, 22050, 1, 13230, -45",
        "mono-8k.mp3, 8000, 1, 4800, -30",
        "mono-44k.flac, 44100, 1, 26460, -85",
        "stereo-48k.flac, 48000, 2, 14400, -85",
        "stereo-96k-24bit.flac, 96000, 2, 28800, -100",
        "mono-22k-8bit.aiff, 22050, 1, 6615, -38",
        "stereo-32k.au, 32000, 2, 6400, -85",
        "stereo-48k-24bit.wav, 48000, 2, 4800, -100"
    })
    void fileOfEveryKindGivesItsToneAndItsLength(
            String name, int rate, int channels, int frames, double noise) {
        try (AudioReader reader = AudioFiles.open(FIXTURES.resolve(name))) {
            assertThat(reader.format()).isEqualTo(new SoundFormat(rate, channels));
            float[] samples = readAll(reader);
            assertThat(samples.length / channels).isEqualTo(frames);
            int margin = frames / 10;
            SineFit left = SineFit.of(SineFit.channel(samples, channels, 0, margin), 997, rate);
            assertThat(left.amplitude()).isBetween(0.47, 0.53);
            assertThat(left.residualDecibels()).isLessThan(noise);
            if (channels == 2) {
                SineFit right =
                        SineFit.of(SineFit.channel(samples, channels, 1, margin), 1503, rate);
                assertThat(right.amplitude()).isBetween(0.47, 0.53);
                assertThat(right.residualDecibels()).isLessThan(noise);
            }
        }
    }

    @Test
    void floatingPointWaveWithListChunkGivesItsTone() {
        try (AudioReader reader = AudioFiles.open(FIXTURES.resolve("mono-44k-float-list.wav"))) {
            float[] samples = readAll(reader);
            assertThat(samples).hasSize(4410);
            assertThat(
                            SineFit.of(SineFit.channel(samples, 1, 0, 0), 997, 44_100)
                                    .residualDecibels())
                    .isLessThan(-75);
        }
    }

    @Test
    void mp3BeginsWithItsFirstSampleAsTheEncodersTagSays() {
        try (AudioReader reader = AudioFiles.open(FIXTURES.resolve("stereo-320k.mp3"))) {
            float[] samples = readAll(reader);
            double worst = 0;
            for (int n = 2000; n < 20_000; n++) {
                worst =
                        Math.max(
                                worst,
                                Math.abs(
                                        samples[2 * n]
                                                - 0.5 * Math.sin(2 * Math.PI * 997 * n / 44_100)));
            }
            assertThat(worst).isLessThan(0.01);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stereo-128k.mp3",
                "stereo-320k.mp3",
                "mono-44k.flac",
                "stereo-48k-24bit.wav",
                "mono-22k-8bit.aiff",
                "stereo-32k.au"
            })
    void truncatedFilePlaysUpToWhereItEnds(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(FIXTURES.resolve(name));
        Path half = Files.write(directory.resolve(name), Arrays.copyOf(bytes, bytes.length / 2));
        try (AudioReader reader = AudioFiles.open(half);
                AudioReader whole = AudioFiles.open(FIXTURES.resolve(name))) {
            float[] expected = readAll(whole);
            float[] samples = readAll(reader);
            assertThat(samples.length).isBetween(expected.length / 4, expected.length * 6 / 10);
            assertThat(samples).isEqualTo(Arrays.copyOf(expected, samples.length));
        }
    }

    @Test
    void mp3CutOutOfTheMiddlePlaysAfterAShortSilence() throws IOException {
        byte[] bytes = Files.readAllBytes(FIXTURES.resolve("stereo-128k.mp3"));
        Path cut =
                Files.write(
                        directory.resolve("cut"),
                        Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length));
        try (AudioReader reader = AudioFiles.open(cut)) {
            float[] samples = readAll(reader);
            assertThat(samples.length / 2).isGreaterThan(9 * 1152);
            double[] tail =
                    SineFit.channel(
                            Arrays.copyOfRange(samples, 2 * 4 * 1152, 2 * 9 * 1152), 2, 0, 0);
            assertThat(SineFit.of(tail, 997, 44_100).residualDecibels()).isLessThan(-50);
        }
    }

    @Test
    void mp3WithRubbishInTheMiddlePlaysOn() throws IOException {
        byte[] bytes = Files.readAllBytes(FIXTURES.resolve("stereo-128k.mp3"));
        for (int i = 5000; i < 5500; i++) {
            bytes[i] = (byte) (i * 31);
        }
        Path broken = Files.write(directory.resolve("broken.mp3"), bytes);
        try (AudioReader reader = AudioFiles.open(broken)) {
            float[] samples = readAll(reader);
            assertThat(samples.length / 2).isGreaterThan(26_460 - 4 * 1152);
            double[] tail =
                    SineFit.channel(Arrays.copyOfRange(samples, 2 * 18_000, 2 * 22_000), 2, 0, 0);
            assertThat(SineFit.of(tail, 997, 44_100).residualDecibels()).isLessThan(-50);
        }
    }

    /// jflac alone would never return: it looks for no frame beyond the number in the header, and
    /// for ever at the one that is there.
    @Test
    void flacWithMoreFramesThanItSaysEndsWhereItSays() throws IOException {
        byte[] bytes = Files.readAllBytes(FIXTURES.resolve("stereo-48k.flac"));
        bytes[24] = 0x10;
        bytes[25] = 1;
        Path more = Files.write(directory.resolve("more.flac"), bytes);
        try (AudioReader reader = AudioFiles.open(more)) {
            assertThat(readAll(reader)).hasSize(2 * 4097);
        }
    }

    @Test
    void flacWithATagBehindItEndsBeforeTheTag() throws IOException {
        byte[] bytes = Files.readAllBytes(FIXTURES.resolve("stereo-48k.flac"));
        byte[] tagged = Arrays.copyOf(bytes, bytes.length + 128);
        Arrays.fill(tagged, bytes.length, tagged.length, (byte) 0xff);
        System.arraycopy(new byte[] {'T', 'A', 'G'}, 0, tagged, bytes.length, 3);
        try (AudioReader reader =
                AudioFiles.open(Files.write(directory.resolve("tagged.flac"), tagged))) {
            assertThat(readAll(reader)).hasSize(2 * 14_400);
        }
    }

    @Test
    void fileIsKnownByItsBytesNotByItsName() throws IOException {
        Path misnamed =
                Files.copy(FIXTURES.resolve("mono-44k.flac"), directory.resolve("sound.mp3"));
        try (AudioReader reader = AudioFiles.open(misnamed)) {
            assertThat(readAll(reader)).hasSize(26_460);
        }
    }

    @Test
    void missingFileIsRefusedInOneLine() {
        assertRefused(directory.resolve("none.mp3"), "no such file");
    }

    @Test
    void directoryIsRefusedInOneLine() {
        assertRefused(directory, "directory");
    }

    @Test
    void emptyFileIsRefusedInOneLine() throws IOException {
        assertRefused(Files.createFile(directory.resolve("empty.wav")), "empty");
    }

    @Test
    void textFileCalledMp3IsRefusedInOneLine() throws IOException {
        assertRefused(
                Files.writeString(directory.resolve("text.mp3"), "Not a sound.\n".repeat(5000)),
                "it is text, not sound");
    }

    @Test
    void waveWithoutSamplesIsRefusedInOneLine() throws IOException {
        Path none = directory.resolve("none.wav");
        WavWriter.create(none, new SoundFormat(48_000, 2)).close();
        assertRefused(none, "no sample");
    }

    @Test
    void waveThatEndsInItsHeaderIsRefusedInOneLine() throws IOException {
        byte[] bytes = Files.readAllBytes(FIXTURES.resolve("stereo-48k-24bit.wav"));
        assertRefused(
                Files.write(directory.resolve("stub.wav"), Arrays.copyOf(bytes, 30)), "header");
    }

    private static void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> AudioFiles.open(file))
                .isInstanceOf(UnreadableAudioException.class)
                .hasMessageContaining(why)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("; ")
                .hasMessageNotContaining("\n");
    }

    static float[] readAll(AudioReader reader) {
        int channels = reader.format().channels();
        float[] all = new float[0];
        float[] piece = new float[999 * channels];
        for (int n = reader.read(piece, 999); n > 0; n = reader.read(piece, 999)) {
            int had = all.length;
            all = Arrays.copyOf(all, had + n * channels);
            System.arraycopy(piece, 0, all, had, n * channels);
        }
        return all;
    }
}
