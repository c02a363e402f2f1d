package radio.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import radio.testing.Eventually;
import radio.testing.Talker;

/// The server that docs/axon.md prints is started as anyone would start it: a file given to `java`.
@Timeout(90)
class DocumentedServerTest {
    private static final Path PRINTED = Path.of("src/test/resources/Shout.java");

    @TempDir Path folder;

    @Test
    void aServerHasLessThanFifteenLines() throws IOException {
        assertThat(Files.readAllLines(PRINTED)).hasSizeLessThan(15);
        assertThat(Files.readString(Path.of("../../docs/axon.md")))
                .contains(Files.readString(PRINTED));
    }

    /// Only the port is another one, since the one in print may be somebody's.
    @Test
    void itRunsAsPrinted() throws Exception {
        int port = freePort();
        String program = Files.readString(PRINTED);
        assertThat(program).containsOnlyOnce("1500");
        Path file = folder.resolve("Shout.java");
        Files.writeString(file, program.replace("1500", String.valueOf(port)));
        Process server =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        file.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(new File(folder.toFile(), "said"))
                        .start();
        try (Talker peer = connect(port, server)) {
            peer.sayLine("on air");
            assertThat(peer.line()).isEqualTo("ON AIR");
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private static Talker connect(int port, Process server) {
        List<Talker> connected = new ArrayList<>();
        Eventually.until(
                "the server listens",
                () -> {
                    assertThat(server.isAlive()).as("it has not ended").isTrue();
                    tryIt(port).ifPresent(connected::add);
                    return !connected.isEmpty();
                });
        return connected.getFirst();
    }

    private static Optional<Talker> tryIt(int port) {
        try {
            return Optional.of(new Talker(port));
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
