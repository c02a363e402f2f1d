package radio.web.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import radio.testing.Programs;

/// What ffmpeg makes of init, segments and playlist: without a complaint, to the sample.
class FfmpegPlaysTest {
    private static final int RATE = 48_000;

    @TempDir Path directory;

    private final HlsStream hls = new HlsStream(Studio.UNIX_OFFSET);

    /// What a program said and gave.
    private record Run(ByteBuffer out, String complaints) {}

    @BeforeAll
    static void require() {
        Programs.need("ffmpeg", "ffprobe");
    }

    @ParameterizedTest
    @CsvSource({"1, 440", "2, 1000", "2, 7000"})
    void initAndSegmentsAreTheSoundToTheSample(int channels, double hertz) throws Exception {
        addAll(Studio.onAir(channels, 1, 0, hertz, 60));
        short[] sound = decode(file(hls.newest().orElseThrow() - 2), channels);
        assertThat(sound).hasSize(6 * RATE * channels);
        assertThat(frequency(sound, channels, RATE, 5 * RATE)).isCloseTo(hertz, within(0.1));
        assertThat(level(sound, channels, RATE, 5 * RATE)).isCloseTo(8192, within(200.0));
    }

    @Test
    void whoJoinsInTheMiddleHearsTheSameFromThere() throws Exception {
        addAll(Studio.onAir(2, 1, 0, 1000, 80));
        short[] sound = decode(file(hls.newest().orElseThrow() - 1), 2);
        assertThat(sound).hasSize(4 * RATE * 2);
        assertThat(frequency(sound, 2, RATE / 10, 4 * RATE)).isCloseTo(1000, within(0.1));
    }

    @Test
    void playlistFromDiskPlaysAcrossARestartAndGaps() throws Exception {
        Studio first = Studio.onAir(2, 1, 0, 1000, 43);
        for (int i = 0; i < 43; i++) {
            hls.add(
                    i % 11 == 5
                            ? first.missing(i)
                            : i == 7
                                    ? first.heard(i, "Grüße \"☃\", \n#EXT-X-ENDLIST")
                                    : first.heard(i));
        }
        addAll(Studio.onAir(2, 2, 5_000_000_000L, 2000, 33));
        hls.end();
        short[] sound = decode(playlist(), 2);
        assertThat(sound).hasSize((50 + 33) * 4800 * 2);
        assertThat(frequency(sound, 2, RATE, 14 * RATE / 10)).isCloseTo(1000, within(0.5));
        assertThat(level(sound, 2, 45 * 4800, 49 * 4800)).isLessThan(5);
        assertThat(frequency(sound, 2, 55 * 4800, 80 * 4800)).isCloseTo(2000, within(0.5));
    }

    @Test
    void playlistFromDiskPlaysAcrossAChangeOfChannels() throws Exception {
        addAll(Studio.onAir(2, 1, 0, 1000, 40));
        addAll(Studio.onAir(1, 2, 4_000_000_000L, 1000, 40));
        hls.end();
        // A warning is ffmpeg's own at every new init.
        short[] sound = decode(playlist(), 1, "error");
        assertThat(sound.length).isCloseTo(8 * RATE, within(960));
    }

    @Test
    void probeSeesOpusWithTimesThatFollowOneAnother() throws Exception {
        Studio studio = Studio.onAir(2, 1, 0, 1000, 60);
        for (int i = 0; i < 60; i++) {
            hls.add(i % 7 == 3 ? studio.missing(i) : studio.heard(i));
        }
        Run probe =
                run(
                        "ffprobe",
                        "-v",
                        "warning",
                        "-show_entries",
                        "stream=codec_name,sample_rate,channels:packet=pts",
                        "-of",
                        "csv",
                        file(hls.newest().orElseThrow() - 2).toString());
        assertThat(probe.complaints()).isEmpty();
        List<String> lines = StandardCharsets.UTF_8.decode(probe.out()).toString().lines().toList();
        assertThat(lines).contains("stream,opus,48000,2");
        long next = 0;
        for (String line : lines) {
            if (line.startsWith("packet,")) {
                assertThat(line).isEqualTo("packet," + next);
                next += 960;
            }
        }
        assertThat(next).isEqualTo(6 * RATE);
    }

    private void addAll(Studio studio) {
        for (int i = 0; i < studio.chunks().size(); i++) {
            hls.add(studio.heard(i));
        }
    }

    /// One file of the init and the segments from there on.
    private Path file(long from) throws IOException {
        Path file = directory.resolve("whole.mp4");
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long n = from; hls.segment(n).isPresent(); n++) {
                Segment segment = hls.segment(n).orElseThrow();
                if (n == from) {
                    write(out, hls.init(segment.init()).orElseThrow().bytes());
                }
                write(out, segment.bytes());
            }
        }
        return file;
    }

    /// Everything the playlist names, beside it.
    private Path playlist() throws IOException {
        for (long n = hls.newest().orElseThrow(); hls.segment(n).isPresent(); n--) {
            Segment segment = hls.segment(n).orElseThrow();
            Init init = hls.init(segment.init()).orElseThrow();
            write(segment.name(), segment.bytes());
            write(init.name(), init.bytes());
        }
        return Files.writeString(directory.resolve("live.m3u8"), hls.playlist());
    }

    private void write(String name, ByteBuffer bytes) throws IOException {
        try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
            write(out, bytes);
        }
    }

    private static void write(OutputStream out, ByteBuffer bytes) throws IOException {
        Channels.newChannel(out).write(bytes);
    }

    private static short[] decode(Path file, int channels) throws Exception {
        return decode(file, channels, "warning");
    }

    private static short[] decode(Path file, int channels, String loud) throws Exception {
        Run run =
                run(
                        "ffmpeg",
                        "-nostdin",
                        "-v",
                        loud,
                        "-i",
                        file.toString(),
                        "-f",
                        "s16le",
                        "-ac",
                        Integer.toString(channels),
                        "-");
        assertThat(run.complaints()).isEmpty();
        short[] samples = new short[run.out().remaining() / 2];
        run.out().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    private static Run run(String... command) throws IOException, InterruptedException {
        Path complaints = Files.createTempFile("complaints", ".txt");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(complaints.toFile()).start();
            byte[] out = process.getInputStream().readAllBytes();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Arrays.toString(command)).isZero();
            return new Run(ByteBuffer.wrap(out), Files.readString(complaints));
        } finally {
            Files.delete(complaints);
        }
    }

    /// Of the first channel, from the times of its rising zero crossings.
    private static double frequency(short[] sound, int channels, int from, int until) {
        List<Double> crossings = new ArrayList<>();
        for (int i = from + 1; i < until; i++) {
            double before = sound[(i - 1) * channels];
            double now = sound[i * channels];
            if (before < 0 && now >= 0) {
                crossings.add(i - 1 + before / (before - now));
            }
        }
        return (crossings.size() - 1)
                * (double) RATE
                / (crossings.getLast() - crossings.getFirst());
    }

    /// Amplitude of a sine of the same power.
    private static double level(short[] sound, int channels, int from, int until) {
        double power = 0;
        for (int i = from; i < until; i++) {
            power += (double) sound[i * channels] * sound[i * channels];
        }
        return Math.sqrt(2 * power / (until - from));
    }
}
