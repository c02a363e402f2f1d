package radio.audio.loudness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import radio.audio.container.AudioFiles;
import radio.audio.container.AudioReader;

/// Our meter and limiter, measured by somebody else's meter.
class AgainstFfmpegTest {

    private static final Path DEMO = Path.of("../../config/demo");

    @TempDir Path temp;

    @BeforeAll
    static void ffmpegIsThere() {
        Ffmpeg.require();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-prelude.mp3", "2-station-call.flac", "3-closing-tune.mp3"})
    void demoProgrammeReadsTheSame(String name) throws IOException {
        Path file = DEMO.resolve(name);
        LoudnessMeter ours;
        try (AudioReader reader = AudioFiles.open(file)) {
            int channels = reader.format().channels();
            ours = new LoudnessMeter(reader.format().sampleRate(), channels);
            float[] piece = new float[4096 * channels];
            for (int n = reader.read(piece, 4096); n > 0; n = reader.read(piece, 4096)) {
                ours.add(piece, n);
            }
        }
        assertSame(ours, Ffmpeg.read(file), name);
    }

    @ParameterizedTest
    @CsvSource({
        "48000, 2",
        "48000, 1",
        "44100, 2",
        "44100, 1",
        "32000, 2",
        "22050, 1",
        "11025, 1",
        "96000, 2"
    })
    void synthesisedProgrammesReadTheSame(int rate, int channels) throws IOException {
        for (long seed = 1; seed <= 2; seed++) {
            String name = rate + " Hz, " + channels + " channels, seed " + seed;
            compare(rate, channels, Signals.speech(rate, channels, 20, seed), "speech, " + name);
            compare(rate, channels, Signals.loudMusic(rate, channels, 15, seed), "music, " + name);
            compare(rate, channels, noise(rate, channels, seed), "noise, " + name);
        }
    }

    @Test
    void gatedProgrammeReadsTheSame() throws IOException {
        float[] quiet = Signals.louder(Signals.speech(48_000, 2, 20, 5), -14);
        float[] faint = Signals.louder(Signals.loudMusic(48_000, 2, 10, 5), -50);
        float[] loud = Signals.loudMusic(48_000, 2, 10, 6);
        compare(48_000, 2, Signals.join(quiet, faint, loud, new float[960_000]), "gated");
    }

    @Test
    void surroundSoundReadsTheSame() throws IOException {
        compare(48_000, 6, Signals.speech(48_000, 6, 10, 7), "six channels");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 3, 6, 12, 20})
    void limitedSoundStaysBelowTheCeiling(double decibels) throws IOException {
        int number = 0;
        for (float[] sound : LimiterTest.sounds()) {
            float[] out = LimiterTest.limited(2, Signals.louder(sound, decibels));
            Ffmpeg theirs = Ffmpeg.read(temp.resolve("raw"), 48_000, 2, out);
            assertThat(theirs.truePeakDbtp())
                    .as("sound %d", number++)
                    .isLessThanOrEqualTo(-1 + 0.1);
        }
    }

    private void compare(int rate, int channels, float[] sound, String name) throws IOException {
        LoudnessMeter ours = Signals.measured(rate, channels, sound);
        assertSame(ours, Ffmpeg.read(temp.resolve("raw"), rate, channels, sound), name);
    }

    private static void assertSame(LoudnessMeter ours, Ffmpeg theirs, String name) {
        assertThat(ours.integratedLufs())
                .as("LUFS of %s", name)
                .isCloseTo(theirs.integratedLufs(), within(0.1));
        assertThat(ours.truePeakDbtp())
                .as("dBTP of %s", name)
                .isCloseTo(theirs.truePeakDbtp(), within(0.2));
    }

    private static float[] noise(int rate, int channels, long seed) {
        Random random = new Random(seed);
        return Signals.of(rate, channels, 5, t -> 0.1 * random.nextGaussian());
    }
}
