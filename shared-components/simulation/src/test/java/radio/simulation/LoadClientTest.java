package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.Component;

/// The load against a server of this test, which takes so many and answers each with a few bytes.
class LoadClientTest {
    private final AxonSystem system = new AxonSystem("load", Clock.system());
    private final List<Socket> taken = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        system.close();
        for (Socket socket : taken) {
            socket.close();
        }
    }

    /// Takes connections and answers each with the same.
    private final class Server extends Component {
        private final ServerSocket listening;
        private final String answer;
        private final int wanted;

        Server(String answer, int wanted) throws IOException {
            super("server");
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            this.answer = answer;
            this.wanted = wanted;
        }

        LoadClient client(Clock clock) throws IOException {
            InetSocketAddress at =
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), listening.getLocalPort());
            return new LoadClient(clock, at, "/listen.opus");
        }

        @Override
        protected void run() {
            try (listening) {
                for (int i = 0; i < wanted; i++) {
                    Socket socket = listening.accept();
                    socket.getInputStream().read(new byte[1024]);
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    taken.add(socket);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void whoGetsNothingIsSilentAndHearsAGap() throws Exception {
        Server server = new Server("HTTP/1.1 200 OK\r\n\r\nsound", 20);
        system.activate(server);
        long[] ahead = {0};
        Clock machine = Clock.system();
        Clock clock =
                new Clock() {
                    @Override
                    public long nanoTime() {
                        return machine.nanoTime() + ahead[0];
                    }

                    @Override
                    public long unixNanos() {
                        return machine.unixNanos();
                    }
                };
        try (LoadClient client = server.client(clock)) {
            assertThat(client.connect(20, Duration.ofSeconds(60))).isTrue();
            client.beginMeasuring();
            taken.getFirst().getOutputStream().write("more".getBytes(StandardCharsets.US_ASCII));
            taken.getLast().close();
            client.listen(Duration.ofMillis(300));
            ahead[0] = 2_000_000_000;
            LoadReport report = client.report();
            assertThat(report.listeners()).isEqualTo(20);
            assertThat(report.bytes()).isEqualTo(4);
            assertThat(report.silent()).isEqualTo(19);
            assertThat(report.withGaps()).isEqualTo(20);
            assertThat(report.longestMillis()).isGreaterThanOrEqualTo(2000);
            assertThat(report.lost()).isEqualTo(1);
            assertThat(report.streaming()).isEqualTo(19);
        }
    }

    @Test
    void refusalsAreNoListeners() throws Exception {
        Server server = new Server("HTTP/1.1 503 Service Unavailable\r\n\r\n", 3);
        system.activate(server);
        try (LoadClient client = server.client(Clock.system())) {
            assertThat(client.connect(1, Duration.ofMillis(300))).isFalse();
            assertThat(client.streaming()).isZero();
        }
    }
}
