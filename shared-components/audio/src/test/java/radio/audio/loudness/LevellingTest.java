package radio.audio.loudness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import radio.audio.container.AudioReader;
import radio.audio.container.SoundFormat;
import radio.audio.container.UnreadableAudioException;

class LevellingTest {

    @TempDir Path temp;

    private final Levelling levelling = new Levelling(Levelling.DEFAULT_TARGET_LUFS);
    private int opened;
    private int closed;

    /// A file that sounds as it is told to, for ever if need be.
    private final class Sound implements AudioReader {
        private final float[] second;
        private long left;

        Sound(float[] second, long seconds) {
            this.second = second;
            this.left = seconds * 48_000;
            opened++;
        }

        @Override
        public SoundFormat format() {
            return new SoundFormat(48_000, 1);
        }

        @Override
        public int read(float[] into, int frames) {
            int n = (int) Math.min(left, Math.min(frames, 1000));
            int at = (int) ((48_000 - left % 48_000) % 48_000);
            n = Math.min(n, 48_000 - at);
            System.arraycopy(second, at, into, 0, n);
            left -= n;
            return n;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -6, -15, -25})
    void gainLeadsFromTheMeasureToTheTarget(double dbfs) throws IOException {
        // A sine of 1 kHz in one channel reads 3 LU less than its peak.
        assertThat(gain("a.wav", dbfs, 5)).isCloseTo(-18 - (dbfs - 3.01), within(0.05));
        assertThat(opened).isOne();
        assertThat(closed).isOne();
    }

    @Test
    void whatIsVeryQuietIsTurnedUpOnlySoFar() throws IOException {
        assertThat(gain("hiss.wav", -50, 5)).isEqualTo(Levelling.MOST_BOOST_DECIBELS);
    }

    @Test
    void silenceAndWhatIsTooShortToMeasureStayAsTheyAre() throws IOException {
        float[] nothing = new float[48_000];
        Path silent = file("silent.wav");
        Path empty = file("empty.wav");
        assertThat(levelling.gainDecibels(silent, () -> new Sound(nothing, 5))).isZero();
        assertThat(levelling.gainDecibels(empty, () -> new Sound(nothing, 0))).isZero();
        assertThat(opened).isEqualTo(2);
    }

    @Test
    void whatIsNoFileIsNotHeardSinceItCouldNotBeHeardAgain() {
        assertThat(levelling.gainDecibels(temp, () -> new Sound(new float[48_000], 5))).isZero();
        assertThat(opened).isZero();
    }

    @Test
    void fileThatCannotBeOpenedAgainStaysAsItIsAndIsAskedForAgain() throws IOException {
        Path file = file("locked.wav");
        UnreadableAudioException locked = new UnreadableAudioException(file, "locked", "wait");
        assertThat(
                        levelling.gainDecibels(
                                file,
                                () -> {
                                    throw locked;
                                }))
                .isZero();
        assertThat(gain("locked.wav", -6, 5)).isCloseTo(-9, within(0.1));
    }

    @Test
    void onlyTheBeginningOfAnEndlessFileIsHeard() throws IOException {
        assertThat(gain("endless.wav", -6, 1_000_000)).isCloseTo(-9, within(0.1));
    }

    @Test
    void fileIsHeardOnceUntilItChanges() throws IOException {
        Path file = Files.write(temp.resolve("loop.wav"), new byte[10]);
        double first = gain("loop.wav", -6, 5);
        assertThat(gain("loop.wav", -6, 5)).isEqualTo(first);
        assertThat(opened).isOne();
        Files.write(file, new byte[11]);
        assertThat(gain("loop.wav", -12, 5)).isCloseTo(first + 6, within(0.1));
        assertThat(opened).isEqualTo(2);
    }

    @Test
    void targetOutOfRangeIsRefused() {
        for (double target : new double[] {-40.1, -4.9, Double.NaN}) {
            assertThatThrownBy(() -> new Levelling(target))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private double gain(String name, double dbfs, long seconds) throws IOException {
        float[] second = Signals.sine(48_000, 1, 1, 1000, dbfs);
        return levelling.gainDecibels(file(name), () -> new Sound(second, seconds));
    }

    /// Its bytes do not matter here.
    private Path file(String name) throws IOException {
        Path file = temp.resolve(name);
        return Files.exists(file) ? file : Files.createFile(file);
    }
}
