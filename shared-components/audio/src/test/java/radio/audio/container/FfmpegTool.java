package radio.audio.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import radio.testing.Programs;

/// The ffmpeg of the machine that tests: makes files for them.
public final class FfmpegTool {

    private FfmpegTool() {}

    /// Skips the test without ffmpeg, by name; on CI that is a failure.
    public static void require() {
        Programs.need("ffmpeg");
    }

    /// A mono tone of 1 kHz, one second long, 12 dB below full scale, encoded as the arguments
    /// (parted by spaces) say.
    public static Path tone(int rate, Path file, String arguments) throws IOException {
        List<String> all = new ArrayList<>();
        all.addAll(List.of("-f", "lavfi", "-i"));
        all.add("aevalsrc=0.25*sin(2*PI*1000*t):s=" + rate + ":d=1");
        all.addAll(Arrays.asList(arguments.strip().split(" +", -1)));
        all.add("file:" + file);
        run(all);
        return file;
    }

    private static void run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s", command).isZero();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
