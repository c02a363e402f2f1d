package radio.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.io.ConsoleReader;
import radio.net.ServerCore;
import radio.net.ServerSettings;
import radio.net.TcpClient;
import radio.testing.Eventually;
import radio.testing.Screen;
import radio.testing.Talker;

@Timeout(60)
class EchoAndChatTest {
    private static final ServerSettings ANYWHERE = ServerSettings.at(0);

    @TempDir Path folder;

    private final AxonSystem system = new AxonSystem("chat test", Clock.system());

    @AfterEach
    void close() {
        system.close();
    }

    /// A client that hears what it says: from then on it hears everything.
    private static Talker join(ServerCore server, String word) throws IOException {
        Talker talker = new Talker(server.port());
        talker.sayLine(word);
        assertThat(talker.line()).isEqualTo(word);
        return talker;
    }

    @Test
    void echoSaysEverythingBack() throws IOException {
        ServerCore server = EchoExample.serve(system, ANYWHERE);
        try (Talker one = join(server, "one");
                Talker two = join(server, "two")) {
            one.sayLine("still here");
            two.finish();
            assertThat(one.line()).isEqualTo("still here");
            assertThat(two.atEnd()).isTrue();
        }
    }

    @Test
    void whatOneSaysAllHear() throws IOException {
        ServerCore server = ChatExample.serve(system, ANYWHERE);
        try (Talker one = join(server, "one is here");
                Talker two = join(server, "two is here")) {
            assertThat(one.line()).isEqualTo("two is here");
            two.sayLine("hello");
            assertThat(one.line()).isEqualTo("hello");
            assertThat(two.line()).isEqualTo("hello");
            one.sayLine("last words");
            one.finish();
            assertThat(one.line()).isEqualTo("last words");
            assertThat(one.atEnd()).isTrue();
            assertThat(two.line()).isEqualTo("last words");
        }
        Eventually.until("all have gone", () -> system.components().size() == 1);
    }

    @Test
    void aChatClientThatNeverReadsDisturbsNobody() throws IOException {
        ServerCore server = ChatExample.serve(system, ANYWHERE.withStall(Duration.ofMillis(300)));
        try (Talker one = join(server, "one");
                Talker deaf = join(server, "deaf");
                Talker two = join(server, "two")) {
            assertThat(one.line()).isEqualTo("deaf");
            assertThat(one.line()).isEqualTo("two");
            String much = "x".repeat(4000);
            int said = 0;
            while (server.counts().stalled() == 0) {
                one.sayLine(said + much);
                assertThat(one.line()).isEqualTo(said + much);
                assertThat(two.line()).isEqualTo(said + much);
                said++;
            }
            one.sayLine("well");
            assertThat(two.line()).isEqualTo("well");
            assertThat(deaf.line()).as("what it gets is what came first").isEqualTo("two");
        }
    }

    @Test
    void aLineWithoutEndEndsItsClientOnly() throws IOException {
        ServerCore server = ChatExample.serve(system, ANYWHERE);
        try (Talker one = join(server, "one");
                Talker two = join(server, "two")) {
            assertThat(one.line()).isEqualTo("two");
            two.sayLine("x".repeat(100_000));
            assertThat(two.atEnd()).isTrue();
            one.sayLine("well");
            assertThat(one.line()).isEqualTo("well");
        }
    }

    @Test
    void chatWithNamesAnnouncesWhoSaysWhat() throws IOException {
        ServerCore server = ChatNamesExample.serve(system, ANYWHERE);
        try (Talker ada = new Talker(server.port())) {
            ada.sayLine("Ada");
            assertThat(ada.line()).isEqualTo("* Ada is here");
            namesGoOn(ada, server);
        }
    }

    private static void namesGoOn(Talker ada, ServerCore server) throws IOException {
        try (Talker bob = new Talker(server.port())) {
            bob.sayLine("Bob");
            assertThat(bob.line()).isEqualTo("* Bob is here");
            assertThat(ada.line()).isEqualTo("* Bob is here");
            bob.sayLine("hello");
            assertThat(ada.line()).isEqualTo("Bob: hello");
            assertThat(bob.line()).isEqualTo("Bob: hello");
            bob.finish();
            assertThat(ada.line()).isEqualTo("* Bob has gone");
        }
    }

    @Test
    void theConsoleClientTypesAndShows() throws Exception {
        ServerCore server = ChatExample.serve(system, ANYWHERE);
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        AxonSystem here = new AxonSystem("console", Clock.system());
        try (here) {
            TcpClient client =
                    ChatConsoleExample.start(
                            here,
                            "127.0.0.1",
                            server.port(),
                            new ConsoleReader(
                                    new ByteArrayInputStream(
                                            "hello\nworld\n".getBytes(StandardCharsets.UTF_8))),
                            new PrintStream(shown, true, StandardCharsets.UTF_8));
            assertThat(here.awaitEnd(Duration.ofSeconds(30))).isTrue();
            // Why it ended comes through another box and may overtake what was said.
            assertThat(shown.toString(StandardCharsets.UTF_8).lines())
                    .containsExactlyInAnyOrder(
                            "hello", "world", "127.0.0.1:" + server.port() + ": finished");
            assertThat(client.end().orElseThrow().reason()).isEqualTo(TcpClient.Reason.FINISHED);
        }
    }

    @Test
    void whenTheServerGoesTheConsoleClientSaysSoAndEnds() throws Exception {
        ServerCore server = ChatExample.serve(system, ANYWHERE);
        int port = server.port();
        StringWriter shown = new StringWriter();
        try (AxonSystem here = new AxonSystem("console", Clock.system())) {
            ChatConsoleExample.start(here, "127.0.0.1", port, new Typing(), shown);
            Eventually.until("it is connected", () -> server.counts().open() == 1);
            server.stop();
            assertThat(here.awaitEnd(Duration.ofSeconds(30))).isTrue();
        }
        assertThat(shown.toString()).isEqualTo("127.0.0.1:" + port + ": closed by the server\n");
    }

    @Test
    void theWindowClientShowsWhatIsSaidAndEndsWithTheWindowToTypeIn() throws Exception {
        ServerCore server = ChatExample.serve(system, ANYWHERE);
        Path log = folder.resolve("windows.log");
        try (Screen screen = Screen.open();
                Talker other = join(server, "here")) {
            ProcessBuilder builder =
                    new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            ChatWindowMain.class.getName(),
                            String.valueOf(server.port()));
            builder.environment().put("DISPLAY", screen.display());
            Process windows =
                    builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
            try {
                assertThat(other.line()).as("typed in the window").isEqualTo("hello");
                other.sayLine("Grüße");
                assertThat(windows.waitFor(40, TimeUnit.SECONDS)).as("it has ended").isTrue();
                assertThat(windows.exitValue()).as(Files.readString(log)).isZero();
                assertThat(Files.readString(log)).contains("shown: hello Grüße");
            } finally {
                windows.destroyForcibly();
            }
        }
    }

    /// Says nothing, and ends when it is told to.
    private static final class Typing extends Component {
        Typing() {
            super("typing");
        }

        @Override
        protected void run() throws InterruptedException {
            while (!stopping() && !upstreamFinished()) {
                await();
            }
        }
    }

    @Test
    void overflowShowsEachPolicy() throws IOException {
        ServerCore server = OverflowExample.serve(system, ANYWHERE);
        try (Talker peer = new Talker(server.port())) {
            peer.sayLine("block");
            assertThat(peer.line())
                    .startsWith("block: sent 100, dropped 0, discarded 0, received 1 2 3 ")
                    .endsWith(" 99 100");
            peer.sayLine("drop-oldest");
            assertThat(peer.line())
                    .isEqualTo(
                            "drop-oldest: sent 100, dropped 90, discarded 0, received"
                                    + " 91 92 93 94 95 96 97 98 99 100");
            peer.sayLine("drop-newest");
            assertThat(peer.line())
                    .isEqualTo(
                            "drop-newest: sent 100, dropped 90, discarded 0, received"
                                    + " 1 2 3 4 5 6 7 8 9 10");
            peer.sayLine("disconnect");
            assertThat(peer.line())
                    .isEqualTo(
                            "disconnect: sent 100, dropped 1, discarded 89, received"
                                    + " 1 2 3 4 5 6 7 8 9 10");
            peer.sayLine("whatever");
            assertThat(peer.line()).startsWith("no policy: name one of [block, ");
        }
    }
}
