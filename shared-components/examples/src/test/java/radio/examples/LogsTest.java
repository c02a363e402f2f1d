package radio.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.Pipeline;
import radio.axon.io.Follow;
import radio.axon.io.Grep;
import radio.net.ServerCore;
import radio.net.ServerSettings;
import radio.testing.Eventually;
import radio.testing.Talker;

@Timeout(90)
class LogsTest {
    private static final ServerSettings ANYWHERE = ServerSettings.at(0);

    @TempDir Path folder;

    private final AxonSystem system = new AxonSystem("log test", Clock.system());
    private final StringWriter shown = new StringWriter();
    private Path log = Path.of("");

    @BeforeEach
    void begin() throws IOException {
        log = folder.resolve("example.log");
        Files.writeString(log, "old\n");
    }

    @AfterEach
    void close() {
        system.close();
    }

    private void write(String lines) throws IOException {
        Files.writeString(log, lines, StandardOpenOption.APPEND);
    }

    /// Once both have heard a word of the log they hear all that follows.
    private void writeUntilHeard(Talker... talkers) throws IOException {
        for (Talker talker : talkers) {
            talker.listenTo(() -> write("now\n"));
        }
        write("begin\n");
        for (Talker talker : talkers) {
            String line = talker.line();
            while (line.equals("now")) {
                line = talker.line();
            }
            assertThat(line).isEqualTo("begin");
        }
    }

    private void bothHear(ServerCore server) throws IOException {
        try (Talker one = new Talker(server.port());
                Talker two = new Talker(server.port())) {
            writeUntilHeard(one, two);
            one.sayLine("what clients say is not read");
            write("first\nsecond\n");
            for (Talker each : new Talker[] {one, two}) {
                assertThat(each.line()).isEqualTo("first");
                assertThat(each.line()).isEqualTo("second");
            }
        }
        Eventually.until("both have gone", () -> server.counts().open() == 0);
    }

    @Test
    void aLogIsReadForEachClient() throws IOException {
        bothHear(LogPerClientExample.serve(system, ANYWHERE, log));
        Eventually.until("only the server is left", () -> system.components().size() == 1);
    }

    @Test
    void aLogIsReadOnceForAll() throws IOException {
        bothHear(LogSharedExample.serve(system, ANYWHERE, log));
        Eventually.until("tail and server are left", () -> system.components().size() == 4);
    }

    @Test
    void theMonitorPrintsAsWell() throws IOException {
        bothHear(LogMonitorExample.serve(system, ANYWHERE, log, shown));
        Eventually.until("it is printed", () -> shown.toString().endsWith("first\nsecond\n"));
    }

    @Test
    void whatIsFoundIsPrintedAndTold() throws IOException {
        finds(
                GrepExample.serve(
                        system,
                        ANYWHERE,
                        Pipeline.of(new Follow(log), new Grep("n.w|err")),
                        shown));
    }

    @Test
    void whatIsFoundByOtherProcessesIsPrintedAndTold() throws IOException {
        finds(
                GrepExample.serve(
                        system, ANYWHERE, GrepProcessesExample.search(log, "n.w|err"), shown));
    }

    private void finds(ServerCore server) throws IOException {
        try (Talker one = new Talker(server.port())) {
            one.listenTo(() -> write("now\n"));
            write("all is well\nan error\nwell again\nerr\n");
            String line = one.line();
            while (line.equals("now")) {
                line = one.line();
            }
            assertThat(line).isEqualTo("an error");
            assertThat(one.line()).isEqualTo("err");
        }
        assertThat(shown.toString()).endsWith("now\nan error\nerr\n");
    }
}
