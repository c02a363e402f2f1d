package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.axon.Clock;
import radio.client.ClientReport;
import radio.source.SourceReport;

/// Thousands of connections that ask for nothing, and a listener that never reads, on a source that
/// serves a node and players meanwhile.
@Tag("e2e")
class HttpCrowdTest {
    private static final int IDLE = 2000;
    private static final int LISTENERS = 100;

    /// What the server lets in: listeners, and 1,024 for everything else.
    private static final int CAP = LISTENERS + 1024;

    @TempDir Path temp;

    @Test
    void idleConnectionsAndADeafListenerLeaveTheRadioUntouched() throws Exception {
        List<SocketChannel> idle = new ArrayList<>();
        try (Nodes nodes = new Nodes(temp)) {
            String link =
                    nodes.onAir(
                            "source",
                            "--input",
                            "tone",
                            "--http-port",
                            "0",
                            "--http-listeners",
                            Integer.toString(LISTENERS));
            NodeProcess source = nodes.named("source");
            int port = nodes.httpPort(source);
            NodeProcess node = nodes.listen("node", link, "--output", "none");
            nodes.untilHeard(node, 10);
            InetSocketAddress http = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            try (LoadClient players = new LoadClient(Clock.system(), http, "/listen.opus");
                    Socket deaf = deaf(http)) {
                assertThat(players.connect(20, Duration.ofSeconds(60))).isTrue();
                ProcessFigures before = ProcessFigures.of(source.process().pid());
                players.beginMeasuring();
                for (int i = 0; i < IDLE; i++) {
                    idle.add(SocketChannel.open(http));
                    if (i % 50 == 0) {
                        players.listen(Duration.ofMillis(20));
                    }
                }
                players.listen(Duration.ofSeconds(3));
                ProcessFigures during = ProcessFigures.of(source.process().pid());
                assertThat(during.files()).isLessThan(before.files() + CAP);
                LoadReport report = players.report();
                assertThat(report.lost()).isZero();
                assertThat(report.silent()).isZero();
                assertThat(report.streaming()).isEqualTo(20);
                assertThat(deaf.isConnected()).isTrue();
                for (SocketChannel one : idle) {
                    one.close();
                }
                // There is room again.
                assertThat(players.connect(21, Duration.ofSeconds(60))).isTrue();
                nodes.untilHeard(node, Nodes.received(node) + 20);
            }
            SourceReport sent = nodes.endSource("source");
            ClientReport heard = nodes.endWithLast(node, sent);
            assertThat(sent.failures()).isEmpty();
            assertThat(heard.failures()).isEmpty();
            assertThat(heard.chunksMissed()).isZero();
        } finally {
            for (SocketChannel one : idle) {
                one.close();
            }
        }
    }

    /// A listener that asks, and then reads nothing.
    private static Socket deaf(InetSocketAddress http) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(http);
        socket.getOutputStream()
                .write("GET /listen.wav HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
