package radio.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Inbox;
import radio.axon.Pipeline;
import radio.axon.ProducerFinished;
import radio.axon.Shutdown;
import radio.axon.Signal;
import radio.testing.Leaks;

@Timeout(60)
@ExtendWith(Leaks.class)
class TcpClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AxonSystem system = new AxonSystem("client test", Clock.system());

    @AfterEach
    void close() {
        system.close();
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /// The end of a client, once it has ended; its signal says the same.
    private TcpClient.End endOf(TcpClient client) throws InterruptedException {
        assertThat(system.awaitEnd(client, PATIENCE)).isTrue();
        TcpClient.End end = client.end().orElseThrow();
        if (end.reason() != TcpClient.Reason.STOPPED) {
            assertThat(client.ending()).contains(new ProducerFinished(client.name(), end.text()));
        }
        return end;
    }

    @Test
    @DisplayName("NT05 a client's end carries the reason")
    void endCarriesTheReason() throws Exception {
        try (ServerSocket server = listen()) {
            TcpClient client = new TcpClient("127.0.0.1", server.getLocalPort());
            Scripted observer = Scripted.idle();
            system.link(client.outbox("ended"), observer.in());
            Inbox<Signal> signals = observer.inbox("control", Signal.class);
            system.link(client.outbox("signal"), signals);
            system.activate(client);
            server.accept().close();
            TcpClient.End end = endOf(client);
            assertThat(end)
                    .isEqualTo(
                            new TcpClient.End(
                                    TcpClient.Reason.CLOSED_BY_PEER,
                                    "127.0.0.1:"
                                            + server.getLocalPort()
                                            + ": closed by the server"));
            assertThat(observer.in().poll()).contains(end);
            assertThat(signals.poll()).contains(new ProducerFinished(client.name(), end.text()));
        }
    }

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (ServerSocket server = listen()) {
            port = server.getLocalPort();
        }
        TcpClient client = new TcpClient("127.0.0.1", port);
        system.activate(client);
        assertThat(endOf(client))
                .isEqualTo(
                        new TcpClient.End(
                                TcpClient.Reason.REFUSED,
                                "127.0.0.1:" + port + ": nobody listens there"));
    }

    @Test
    void noSuchHost() throws Exception {
        TcpClient client = new TcpClient("no-such-host.invalid", 1500);
        system.activate(client);
        assertThat(endOf(client).reason()).isEqualTo(TcpClient.Reason.UNKNOWN_HOST);
    }

    @Test
    void nobodyAnswers() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        // A listener whose queue is full leaves further callers without an answer.
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 2; i++) {
                crowd.add(new Socket(server.getInetAddress(), server.getLocalPort()));
            }
            TcpClient client =
                    new TcpClient("127.0.0.1", server.getLocalPort(), Duration.ofMillis(300));
            system.activate(client);
            assertThat(endOf(client))
                    .isEqualTo(
                            new TcpClient.End(
                                    TcpClient.Reason.TIMED_OUT,
                                    "127.0.0.1:"
                                            + server.getLocalPort()
                                            + ": nobody answered in 0.3 s"));
        } finally {
            for (Socket each : crowd) {
                each.close();
            }
        }
    }

    @Test
    void theServerBreaksOff() throws Exception {
        try (ServerSocket server = listen()) {
            TcpClient client = new TcpClient("127.0.0.1", server.getLocalPort());
            client.outgoing.offer(Scripted.bytes("x"));
            system.activate(client);
            Socket accepted = server.accept();
            assertThat(accepted.getInputStream().read()).isEqualTo('x');
            accepted.setSoLinger(true, 0);
            accepted.close();
            assertThat(endOf(client).reason()).isEqualTo(TcpClient.Reason.RESET);
        }
    }

    @Test
    void stoppedItClosesAtOnce() throws Exception {
        try (ServerSocket server = listen()) {
            TcpClient client = new TcpClient("127.0.0.1", server.getLocalPort());
            system.activate(client);
            try (Socket accepted = server.accept()) {
                client.stop();
                assertThat(accepted.getInputStream().readAllBytes()).isEmpty();
            }
            assertThat(endOf(client).reason()).isEqualTo(TcpClient.Reason.STOPPED);
            assertThat(client.ending()).contains(new Shutdown());
        }
    }

    @Test
    void dataGoesInAndComesOutAndTheEndOfOneSideIsToldToTheOther() throws Exception {
        ServerCore server = new ServerCore(_ -> new Echo(), 0);
        system.activate(server);
        Scripted listener = Scripted.listener();
        Scripted source =
                new Scripted(
                        "source",
                        me -> {
                            for (int i = 0; i < 1000; i++) {
                                me.say(i + " ");
                            }
                        });
        TcpClient client = new TcpClient("localhost", server.port());
        Pipeline talk = Pipeline.of(source, client, listener);
        system.activate(talk);
        assertThat(system.awaitEnd(talk, PATIENCE)).isTrue();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            expected.append(i).append(' ');
        }
        assertThat(String.join("", listener.noted())).isEqualTo(expected.toString());
        assertThat(endOf(client).reason()).isEqualTo(TcpClient.Reason.FINISHED);
    }

    @Test
    void whatIsSaidBeforeTheConnectionStandsIsSentThen() throws Exception {
        try (ServerSocket server = listen()) {
            TcpClient client = new TcpClient("127.0.0.1", server.getLocalPort());
            client.outgoing.offer(Scripted.bytes("early"));
            system.activate(client);
            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().readNBytes(5))
                        .isEqualTo("early".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(endOf(client).reason()).isEqualTo(TcpClient.Reason.CLOSED_BY_PEER);
        }
    }

    @Test
    void whileNobodyTakesWhatComesLittleIsRead() throws Exception {
        try (ServerSocketChannel server =
                ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            TcpClient client = new TcpClient("127.0.0.1", server.socket().getLocalPort());
            Scripted deaf = Scripted.idle();
            deaf.in().bound(Bound.blocking(3));
            system.link(client.outbox("outbox"), deaf.in());
            system.activate(client);
            try (Flood flood = new Flood(server)) {
                assertThat(flood.untilStuck()).isLessThan(1 << 20);
                assertThat(deaf.in().highWater()).isEqualTo(3);
            }
        }
    }

    @Test
    void aPortThatIsNoneIsRefused() {
        assertThatThrownBy(() -> new TcpClient("127.0.0.1", 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
