package radio.axon.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import radio.testing.Screen;

/// Windows on a screen of their own, in a process of their own ([WindowsMain]), so that this one
/// never has an event thread. Screenshots stay in `target/screenshots`.
@Timeout(120)
class WindowsTest {
    private static final Path SHOTS = Path.of("target", "screenshots");

    private static @Nullable Screen screen;

    @BeforeAll
    static void open() throws IOException {
        Files.createDirectories(SHOTS);
        screen = Screen.open();
    }

    @AfterAll
    static void close() {
        if (screen != null) {
            screen.close();
        }
    }

    @Test
    void aDisplayShowsTheLastLinesAndClosesBehindTheLastOne() throws Exception {
        assertThat(run("displayer"))
                .containsExactly(
                        "lines 50",
                        "first line 19950",
                        "forgotten 19950",
                        "ink true",
                        "windows 0",
                        "ending ProducerFinished[caller=, message=]");
        assertScreenshot("displayer");
    }

    @Test
    void aTickerShowsItsTextLittleByLittle() throws Exception {
        assertThat(run("ticker"))
                .containsExactly(
                        "begins Good  complete false",
                        "went on true",
                        "grew true",
                        "began to grow true",
                        "words one two",
                        "windows 0");
        assertScreenshot("ticker");
        assertScreenshot("ticker-half");
    }

    @Test
    void whatIsTypedIsSentAndKeptWhileThereIsNoRoom() throws Exception {
        assertThat(run("textbox"))
                .containsExactly(
                        "typed hello",
                        "kept two",
                        "typed one",
                        "typed two",
                        "bounded 1000",
                        "ending ProducerFinished[caller=, message=]",
                        "windows 0");
        assertScreenshot("textbox");
    }

    @Test
    void closingAWindowEndsItsComponent() throws Exception {
        assertThat(run("close"))
                .containsExactly(
                        "text displayer one ProducerFinished[caller=, message=]",
                        "ticker two ProducerFinished[caller=, message=]",
                        "textbox three ProducerFinished[caller=, message=]",
                        "windows 0");
    }

    @Test
    void stopClosesTheWindowWheneverItComes() throws Exception {
        assertThat(run("stop")).containsExactly("windows 0");
    }

    @Test
    void withoutAScreenEachSaysWhatToDo() throws Exception {
        assertNoScreen(run("headless", null));
        assertNoScreen(run("headless", ":65000"));
    }

    @Test
    void nothingOfSwingIsLoadedBeforeAWindowOpens() throws Exception {
        Path loaded = SHOTS.resolve("loaded.log").toAbsolutePath();
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + loaded,
                        ConstructMain.class.getName());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.redirectErrorStream(true).start();
        assertThat(process.inputReader(UTF_8).readAllLines()).containsExactly("4");
        assertThat(Files.readAllLines(loaded))
                .filteredOn(line ->
                        line.contains(" radio.axon.ui.Text")
                                || line.contains(" java.awt.")
                                || line.contains(" javax.swing."))
                .hasSize(2);
    }

    @Test
    void settingsThatAreNoneAreRefusedAtTheDoor() {
        assertThatThrownBy(() -> new TextDisplayer("log", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 lines");
        for (double pace : new double[] {0, -1, 1001, Double.NaN}) {
            assertThatThrownBy(() -> Ticker.byWord("news", pace))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("pace");
        }
    }

    private static void assertNoScreen(List<String> said) {
        assertThat(said)
                .hasSize(3)
                .allMatch(line -> line.contains("needs a screen and there is none: set DISPLAY"));
    }

    private static void assertScreenshot(String name) throws IOException {
        assertThat(ImageIO.read(SHOTS.resolve(name + ".png").toFile()).getWidth())
                .isGreaterThan(100);
    }

    private static List<String> run(String what) throws Exception {
        return run(what, Objects.requireNonNull(screen).display());
    }

    private static List<String> run(String what, @Nullable String display) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        WindowsMain.class.getName(),
                        what,
                        SHOTS.toString());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().remove("DISPLAY");
        if (display != null) {
            builder.environment().put("DISPLAY", display);
        }
        Path complaints = SHOTS.resolve(what + ".log");
        Process process = builder.redirectError(complaints.toFile()).start();
        try {
            List<String> said = process.inputReader(UTF_8).readAllLines();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
            assertThat(process.exitValue())
                    .withFailMessage(() -> said + " " + read(complaints))
                    .isZero();
            return said.stream()
                    .filter(line -> line.startsWith(WindowsMain.FACT))
                    .map(line -> line.substring(WindowsMain.FACT.length()))
                    .toList();
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
