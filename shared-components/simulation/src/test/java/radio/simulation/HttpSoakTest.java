package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.Component;

/// Two hundred HTTP listeners of a client node, for half an hour (`-Dradio.soak.minutes`): nothing
/// grows.
@Tag("acceptance")
class HttpSoakTest {
    private static final int LISTENERS = 200;
    private static final int LOOKS = 12;

    /// A heap that has room breathes; what leaks in half an hour is more.
    private static final long MAX_GROWTH_BYTES = 12L << 20;

    private static final double MAX_GROWTH_SECONDS = 0.25;

    @TempDir Path temp;

    @Test
    void nothingGrowsWhileTwoHundredListen() throws Exception {
        long minutes = Long.getLong("radio.soak.minutes", 30);
        try (Nodes nodes = new Nodes(temp);
                AxonSystem system = new AxonSystem("soak", Clock.system())) {
            String link = nodes.onAir("source", "--input", "tone");
            NodeProcess node = nodes.listen("node", link, "--output", "none", "--http-port", "0");
            nodes.untilHeard(node, 20);
            int port = nodes.httpPort(node);
            InetSocketAddress http = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            Punctual ear = new Punctual(http);
            system.activate(ear);
            try (LoadClient players = new LoadClient(Clock.system(), http, "/listen.opus")) {
                assertThat(players.connect(LISTENERS, Duration.ofSeconds(60))).isTrue();
                // What is compiled and grown at the start is no growth.
                players.listen(Duration.ofMinutes(minutes).dividedBy(4));
                players.beginMeasuring();
                List<ProcessFigures> looks = new ArrayList<>();
                List<Double> delays = new ArrayList<>();
                for (int i = 0; i < LOOKS; i++) {
                    players.listen(
                            Duration.ofMinutes(minutes).multipliedBy(3).dividedBy(4 * LOOKS));
                    looks.add(ProcessFigures.of(node.process().pid()));
                    delays.add(ear.delaySeconds());
                    System.out.println(looks.getLast() + ", later by " + delays.getLast() + " s");
                }
                LoadReport report = players.report();
                System.out.println(report);
                assertThat(report.lost()).isZero();
                assertThat(report.silent()).isZero();
                // The least of each half: what a collection leaves.
                assertThat(least(looks.subList(LOOKS / 2, LOOKS)))
                        .isLessThan(least(looks.subList(0, LOOKS / 2)) + MAX_GROWTH_BYTES);
                assertThat(looks.getLast().files()).isEqualTo(looks.getFirst().files());
                assertThat(looks.getLast().threads())
                        .isLessThanOrEqualTo(looks.getFirst().threads());
                assertThat(delays.getLast()).isLessThan(delays.getFirst() + MAX_GROWTH_SECONDS);
            }
        }
    }

    private static long least(List<ProcessFigures> looks) {
        return looks.stream().mapToLong(ProcessFigures::residentBytes).min().orElse(0);
    }

    /// A listener that looks how late the sound comes, by the time in the pages' heads.
    private static final class Punctual extends Component {
        private final InetSocketAddress http;
        private volatile double delaySeconds;

        Punctual(InetSocketAddress http) {
            super("ear");
            this.http = http;
        }

        /// By how much the newest page came later than the tenth, seen from what it contains.
        double delaySeconds() {
            return delaySeconds;
        }

        @Override
        protected void run() {
            long zeroNanos = 0;
            try (Socket socket = new Socket(http.getAddress(), http.getPort())) {
                socket.getOutputStream()
                        .write(
                                "GET /listen.opus HTTP/1.0\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
                DataInputStream in =
                        new DataInputStream(new BufferedInputStream(socket.getInputStream()));
                for (int end = 0; end != 0x0d0a0d0a; end = end << 8 | in.readUnsignedByte()) {
                    if (stopping()) {
                        return;
                    }
                }
                for (long pages = 0; !stopping(); pages++) {
                    in.skipNBytes(6);
                    long granule = Long.reverseBytes(in.readLong());
                    in.skipNBytes(12);
                    int length = 0;
                    for (int segments = in.readUnsignedByte(); segments > 0; segments--) {
                        length += in.readUnsignedByte();
                    }
                    in.skipNBytes(length);
                    long began = clock().nanoTime() - granule * 62_500 / 3;
                    if (pages < 12) {
                        zeroNanos = began;
                    }
                    delaySeconds = (began - zeroNanos) / 1e9;
                }
            } catch (IOException e) {
                if (!stopping()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
