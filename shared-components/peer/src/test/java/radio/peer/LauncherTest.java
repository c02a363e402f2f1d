package radio.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class LauncherTest {
    @TempDir Path folder;

    private final Radio radio = new Radio();

    @Test
    void commandLineGoesBeforeConfigFileGoesBeforeDefault() throws Exception {
        Path config = Files.writeString(folder.resolve("c.toml"), "slots = 7\nwait = \"2s\"\n");
        assertThat(errors("--config", config.toString(), "--slots", "9")).isEmpty();
        assertThat(radio.slots).isEqualTo(9);
        assertThat(radio.wait).isEqualTo(Duration.ofSeconds(2));
        assertThat(radio.name).isEqualTo("radio");
    }

    @Test
    void unknownKeyIsNamedWithLineAndColumn() throws Exception {
        Path config = Files.writeString(folder.resolve("c.toml"), "slots = 7\n  slot = 7\n");
        assertThat(errors("--config=" + config))
                .isEqualTo(
                        "radio: config file "
                                + config
                                + ", line 2, column 3: unknown key 'slot'; known are name, slots,"
                                + " wait\n");
    }

    @Test
    void badValueInTheFileIsNamedWithItsPlace() throws Exception {
        Path config = Files.writeString(folder.resolve("c.toml"), "\nwait = \"soon\"\n");
        assertThat(errors("--config", config.toString()))
                .contains("line 2, column 1")
                .contains("soon")
                .hasLineCount(1);
    }

    @Test
    void brokenFileIsNamedWithItsPlace() throws Exception {
        Path config = Files.writeString(folder.resolve("c.toml"), "slots = = 7\n");
        assertThat(errors("--config", config.toString()))
                .contains("line 1, column 9")
                .hasLineCount(1);
    }

    @Test
    void missingFileAndUnknownOptionAreOneLineEach() {
        assertThat(errors("--config", folder.resolve("none.toml").toString()))
                .contains("no such file")
                .hasLineCount(1);
        assertThat(errors("--volumme", "3")).contains("--volumme").hasLineCount(1);
    }

    @Test
    void durationsAndRatesAreReadAsPeopleTypeThem() {
        assertThat(Quantities.duration("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(Quantities.duration("1.5s")).isEqualTo(Duration.ofMillis(1500));
        assertThat(Quantities.duration("2h")).isEqualTo(Duration.ofHours(2));
        assertThat(Quantities.bitsPerSecond("96k")).isEqualTo(96_000);
        assertThat(Quantities.bitsPerSecond("1M")).isEqualTo(1_000_000);
        assertThat(Quantities.bitsPerSecond("64000")).isEqualTo(64_000);
        assertThatThrownBy(() -> Quantities.duration("30"))
                .hasMessage("'30' is not a duration; write 500ms, 30s, 10m or 2h");
        assertThatThrownBy(() -> Quantities.bitsPerSecond("fast"))
                .hasMessage("'fast' is not a bit rate; write 96k, 1M or 64000");
    }

    /// What the command prints on the error stream; the exit code is 2 exactly if that is
    /// something.
    private String errors(String... args) {
        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int code = Launcher.run(radio, args);
            String text = err.toString(StandardCharsets.UTF_8);
            assertThat(code).isEqualTo(text.isEmpty() ? 0 : 2);
            return text;
        } finally {
            System.setErr(before);
        }
    }

    @Command(name = "radio", mixinStandardHelpOptions = true)
    private static final class Radio implements Callable<Integer> {
        @SuppressWarnings("UnusedVariable") // the launcher reads it before picocli does
        @Option(names = "--config")
        private Path config = Path.of("");

        @Option(names = "--slots", defaultValue = "4")
        private int slots;

        @Option(names = "--wait", defaultValue = "1s")
        private Duration wait = Duration.ZERO;

        @Option(names = "--name", defaultValue = "radio")
        private String name = "";

        @Override
        public Integer call() {
            return 0;
        }
    }
}
