package radio.audio.loudness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// What ffmpeg's filter `ebur128` reads, to the tenth that it prints.
///
/// @param integratedLufs -70 if nothing was louder
record Ffmpeg(double integratedLufs, double truePeakDbtp) {

    private static final Pattern INTEGRATED = Pattern.compile("\\n\\s+I:\\s+(-?[\\d.]+) LUFS");
    private static final Pattern PEAK =
            Pattern.compile("True peak:\\s+Peak:\\s+(-?[\\d.]+|-inf) dBFS");

    /// Skips the test without ffmpeg; in CI it fails, since scripts/setup installs it there.
    static void require() {
        boolean there;
        try {
            there = run(List.of("-version")).contains("ffmpeg version");
        } catch (IOException absent) {
            there = false;
        }
        if (System.getenv("CI") != null) {
            assertThat(there).as("ffmpeg can be started (scripts/setup installs it)").isTrue();
        }
        Assumptions.assumeTrue(there, "there is no ffmpeg to compare with");
    }

    /// Reads any file.
    static Ffmpeg read(Path file) throws IOException {
        return summary(run(List.of("-i", file.toString(), "-af", filter(), "-f", "null", "-")));
    }

    /// Reads samples, which take the way through `raw`.
    static Ffmpeg read(Path raw, int rate, int channels, float[] samples) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(samples);
        Files.write(raw, bytes.array());
        String ar = Integer.toString(rate);
        String ac = Integer.toString(channels);
        List<String> in = List.of("-f", "f32le", "-ar", ar, "-ac", ac, "-i", raw.toString());
        List<String> out = List.of("-af", filter(), "-f", "null", "-");
        return summary(run(Stream.of(in, out).flatMap(List::stream).toList()));
    }

    private static String filter() {
        return "ebur128=peak=true:framelog=verbose";
    }

    private static Ffmpeg summary(String said) {
        String peak = found(PEAK, said);
        return new Ffmpeg(
                Double.parseDouble(found(INTEGRATED, said)),
                peak.equals("-inf") ? Double.NEGATIVE_INFINITY : Double.parseDouble(peak));
    }

    private static String found(Pattern pattern, String said) {
        List<MatchResult> found = pattern.matcher(said).results().toList();
        assertThat(found).as("%s in: %s", pattern, said).isNotEmpty();
        return found.getLast().group(1);
    }

    private static String run(List<String> arguments) throws IOException {
        List<String> command =
                Stream.concat(Stream.of("ffmpeg", "-nostdin", "-hide_banner"), arguments.stream())
                        .filter(word ->
                                !arguments.contains("-version") || !word.startsWith("-hide"))
                        .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.getInputStream()) {
            String said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
