package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A sound card of its own for a test, made by `scripts/virtual-sound`: a speaker that can be
/// listened to and a microphone that can be spoken into.
final class VirtualCard implements AutoCloseable {
    private final Path folder;

    private VirtualCard(Path folder) {
        this.folder = folder;
    }

    /// Plugs one in; skips the test, or in CI fails it, if a tool is missing.
    static VirtualCard plugIn(Path folder) throws IOException {
        for (String tool : List.of("pulseaudio", "pactl", "paplay", "parec")) {
            boolean there = run("sh", "-c", "command -v " + tool) == 0;
            if ("true".equals(System.getenv("CI"))) {
                assertThat(there).as("%s is missing; scripts/setup installs it", tool).isTrue();
            }
            assumeTrue(there, tool + " is missing; scripts/setup installs it");
        }
        VirtualCard card = new VirtualCard(folder);
        card.start();
        return card;
    }

    /// Plugs it in again, at the same place, after [#kill].
    void start() throws IOException {
        assertThat(run(script(), "start", folder.toString())).isZero();
    }

    /// Its sound server dies without a word.
    void kill() throws IOException {
        assertThat(run(script(), "kill", folder.toString())).isZero();
    }

    /// Lets a process see this card.
    void plug(ProcessBuilder builder) {
        builder.environment()
                .putAll(
                        Map.of(
                                "PULSE_SERVER",
                                "unix:" + folder.resolve("native"),
                                "ALSA_CONFIG_PATH",
                                folder.resolve("asound.conf").toString(),
                                "HOME",
                                folder.toString()));
    }

    /// Speaks a WAV file into the microphone.
    Process speak(Path wav) throws IOException {
        return start("paplay", "--latency-msec=500", "-d", "microphone", wav.toString());
    }

    /// Hears what goes through a device, as raw mono: `speaker` or `microphone`.
    Process hear(String device) throws IOException {
        return start(
                "parec",
                "-d",
                device + ".monitor",
                "--latency-msec=20",
                "--format=s16le",
                "--rate=48000",
                "--channels=1");
    }

    private Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        plug(builder);
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static int run(String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .onExit()
                .join()
                .exitValue();
    }

    private static String script() {
        return Path.of("..", "..", "scripts", "virtual-sound").toString();
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(folder.resolve("pid"))) {
            run(script(), "stop", folder.toString());
        }
    }
}
