package radio.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Failed;
import radio.axon.Pipeline;
import radio.axon.ProducerFinished;
import radio.axon.Shutdown;
import radio.axon.Signal;
import radio.axon.Topology;
import radio.testing.Eventually;
import radio.testing.Leaks;
import radio.testing.Talker;

@Timeout(60)
@ExtendWith(Leaks.class)
class ServerCoreTest {
    private final AxonSystem system = new AxonSystem("server test", Clock.system());
    private final Queue<Component> protocols = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        system.close();
    }

    private ServerCore serve(Function<Peer, Component> protocol) {
        return serve(protocol, ServerSettings.at(0));
    }

    private ServerCore serve(Function<Peer, Component> protocol, ServerSettings settings) {
        ServerCore server =
                new ServerCore(
                        peer -> {
                            Component made = protocol.apply(peer);
                            protocols.add(made);
                            return made;
                        },
                        settings);
        system.activate(server);
        return server;
    }

    private Component onlyProtocol() {
        Eventually.until("a protocol", () -> protocols.size() == 1);
        return protocols.element();
    }

    private void awaitOnly(ServerCore server) {
        Eventually.until(
                "only the server is left: " + system,
                () -> system.components().equals(List.of(server)) && server.counts().open() == 0);
    }

    @Test
    @DisplayName("NT01 a server makes one protocol per connection and tells it the peer")
    void oneProtocolPerConnection() throws IOException {
        Queue<Peer> peers = new ConcurrentLinkedQueue<>();
        ServerCore server =
                serve(peer -> {
                    peers.add(peer);
                    return new Echo();
                });
        try (Talker one = new Talker(server.port());
                Talker two = new Talker(server.port())) {
            one.say("one\n");
            two.say("two\n");
            assertThat(one.line()).isEqualTo("one");
            assertThat(two.line()).isEqualTo("two");
            assertThat(peers)
                    .extracting(peer -> peer.remote().getPort())
                    .containsExactlyInAnyOrder(
                            one.socket().getLocalPort(), two.socket().getLocalPort());
            assertThat(peers)
                    .allSatisfy(peer -> {
                        assertThat(peer.localPort()).isEqualTo(server.port());
                        assertThat(peer.host()).isEqualTo("127.0.0.1");
                    });
            assertThat(protocols).hasSize(2).doesNotHaveDuplicates();
            assertThat(server.counts().open()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("NT02 the peer closes: the protocol is told, both go, and their links")
    void peerCloses() throws IOException {
        ServerCore server = serve(_ -> Scripted.listener());
        Topology before = system.topology();
        int port = server.port();
        try (Talker peer = new Talker(port)) {
            peer.say("last words");
        }
        Scripted protocol = (Scripted) onlyProtocol();
        awaitOnly(server);
        assertThat(String.join("", protocol.noted())).isEqualTo("last words");
        assertThat(protocol.ending().orElseThrow()).isInstanceOf(ProducerFinished.class);
        assertThat(system.topology().links()).isEqualTo(before.links());
        assertThat(protocol.outbox("outbox").linked()).isFalse();
    }

    @Test
    @DisplayName("NT04 a server that is stopped closes all connections")
    void stopClosesAll() throws IOException, InterruptedException {
        ServerCore server = serve(_ -> Scripted.idle());
        int port = server.port();
        try (Talker one = new Talker(port);
                Talker two = new Talker(port)) {
            Eventually.until("both", () -> protocols.size() == 2);
            server.stop();
            assertThat(one.rest()).isEmpty();
            assertThat(two.rest()).isEmpty();
            system.run();
            assertThat(protocols).allMatch(Component::isStopped);
            assertThatThrownBy(() -> new Talker(port)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void shutdownOnControlClosesAll() throws IOException, InterruptedException {
        ServerCore server = serve(_ -> Scripted.idle());
        try (Talker one = new Talker(server.port())) {
            onlyProtocol();
            server.inbox("control", Signal.class).offer(new Shutdown());
            assertThat(one.rest()).isEmpty();
            system.run();
            assertThat(server.ending()).contains(new Shutdown());
        }
    }

    @Test
    void toldThatNoMoreComesItServesThoseItHas() throws IOException, InterruptedException {
        ServerCore server = serve(_ -> new Echo());
        int port = server.port();
        try (Talker one = new Talker(port)) {
            onlyProtocol();
            server.inbox("control", Signal.class).offer(new ProducerFinished());
            Eventually.until("nobody listens", () -> refuses(port));
            one.say("still there?\n");
            assertThat(one.line()).isEqualTo("still there?");
            assertThat(server.isStopped()).isFalse();
        }
        system.run();
        assertThat(server.ending()).contains(new ProducerFinished());
    }

    private static boolean refuses(int port) {
        try {
            new Talker(port).close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aPeerThatHasFinishedStillGetsItsAnswer() throws IOException {
        ServerCore server =
                serve(_ ->
                        new Scripted(
                                "counter",
                                me -> {
                                    me.listen();
                                    me.say(String.join("", me.noted()).length() + " bytes");
                                }));
        try (Talker peer = new Talker(server.port())) {
            peer.say("x".repeat(100_000));
            peer.finish();
            assertThat(peer.rest()).isEqualTo("100000 bytes");
        }
        awaitOnly(server);
    }

    @Test
    void aProtocolThatEndsIsFlushedAndTheConnectionClosed() throws IOException {
        String much = "0123456789".repeat(300_000);
        ServerCore server = serve(_ -> new Scripted("teller", me -> me.say(much)));
        try (Talker peer = new Talker(server.port())) {
            assertThat(peer.rest()).isEqualTo(much);
        }
        awaitOnly(server);
        assertThat(server.counts().unsent()).isZero();
    }

    /// Its first part knows nothing of that and would wait for the peer.
    @Test
    void aPipelineOfWhichTheLastPartHasEndedIsOver() throws IOException {
        ServerCore server =
                serve(_ ->
                        Pipeline.of(
                                new LineReader(),
                                new Scripted("one", me -> me.out().send(me.in().take() + "!")),
                                new LineWriter()));
        try (Talker peer = new Talker(server.port())) {
            peer.say("one\ntwo\n");
            assertThat(peer.rest()).isEqualTo("one!\n");
        }
        awaitOnly(server);
    }

    /// Closing a socket with unread bytes in it would destroy the answer on its way.
    @Test
    void theLastWordsReachAPeerThatGoesOnTalking() throws IOException {
        ServerCore server = serve(_ -> new Scripted("short", me -> me.say("enough\n")));
        try (Talker peer = new Talker(server.port())) {
            peer.say("x".repeat(50_000));
            assertThat(peer.rest()).isEqualTo("enough\n");
        }
        awaitOnly(server);
    }

    @Test
    void everyByteComesBackWhateverItsWayIsCutInto() throws Exception {
        long seed = 4711;
        byte[] bytes = new byte[3_000_000];
        new Random(seed).nextBytes(bytes);
        ServerCore server = serve(_ -> Pipeline.of(new Echo(), new Echo()));
        try (Talker peer = new Talker(server.port())) {
            Thread writer =
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    peer.socket().getOutputStream().write(bytes);
                                    peer.finish();
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            byte[] back = peer.socket().getInputStream().readAllBytes();
            assertThat(back).as("seed " + seed).hasSameSizeAs(bytes);
            assertThat(Arrays.mismatch(back, bytes)).as("seed " + seed).isEqualTo(-1);
            writer.join();
        }
        awaitOnly(server);
    }

    @Test
    void whileAProtocolTakesNothingLittleIsRead() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        ServerCore server =
                serve(_ ->
                        new Scripted(
                                "slow",
                                me -> {
                                    go.await();
                                    long bytes = 0;
                                    for (Object each : me.in().untilFinished()) {
                                        bytes += ((ByteBuffer) each).remaining();
                                    }
                                    me.note(String.valueOf(bytes));
                                }));
        try (Flood flood = new Flood(server.port())) {
            Scripted slow = (Scripted) onlyProtocol();
            long written = flood.untilStuck();
            assertThat(slow.in().capacity()).isEqualTo(64);
            assertThat(slow.in().highWater()).isEqualTo(64);
            assertThat(written).isLessThan(2 << 20);
            go.countDown();
            long all = written + flood.more(5 << 20);
            flood.finish();
            awaitOnly(server);
            assertThat(slow.noted()).containsExactly(String.valueOf(all));
        }
    }

    @Test
    void aBoundOfTheProtocolsOwnCounts() throws Exception {
        ServerCore server = serve(_ -> new Scripted("tight", Bound.blocking(2), Scripted::idling));
        try (Flood flood = new Flood(server.port())) {
            Scripted tight = (Scripted) onlyProtocol();
            flood.untilStuck();
            assertThat(tight.in().highWater()).isEqualTo(2);
        }
    }

    @Test
    void aPeerThatNeverReadsIsCutOffAndTheOthersDoNotNotice() throws Exception {
        ServerCore server =
                serve(_ -> new Echo(), ServerSettings.at(0).withStall(Duration.ofMillis(300)));
        try (Talker good = new Talker(server.port());
                Flood flood = new Flood(server.port())) {
            Thread flooding =
                    Thread.ofVirtual()
                            .start(() ->
                                    assertThatThrownBy(() -> flood.more(64 << 20))
                                            .isInstanceOf(IOException.class));
            int said = 0;
            while (server.counts().stalled() == 0) {
                good.say(said + "\n");
                assertThat(good.line()).isEqualTo(String.valueOf(said));
                said++;
            }
            flooding.join();
            good.say("and now\n");
            assertThat(good.line()).isEqualTo("and now");
            assertThat(server.counts().open()).isEqualTo(1);
        }
        awaitOnly(server);
    }

    @Test
    void aPeerThatReadsSlowlyIsNotCutOff() throws Exception {
        String much = "0123456789".repeat(200_000);
        ServerCore server =
                serve(
                        _ -> new Scripted("teller", me -> me.say(much)),
                        ServerSettings.at(0).withStall(Duration.ofMillis(400)));
        StringBuilder heard = new StringBuilder();
        try (Talker peer = new Talker(server.port())) {
            peer.socket().setReceiveBufferSize(64 * 1024);
            byte[] some = new byte[100_000];
            for (int n = peer.socket().getInputStream().readNBytes(some, 0, some.length);
                    n > 0;
                    n = peer.socket().getInputStream().readNBytes(some, 0, some.length)) {
                heard.append(new String(some, 0, n, StandardCharsets.US_ASCII));
                LockSupport.parkNanos(Duration.ofMillis(60).toNanos());
            }
        }
        assertThat(heard.toString()).isEqualTo(much);
        assertThat(server.counts().stalled()).isZero();
        awaitOnly(server);
    }

    @Test
    void aResetEndsThatConnectionOnly() throws IOException {
        ServerCore server = serve(_ -> new Echo());
        try (Talker good = new Talker(server.port());
                Talker rude = new Talker(server.port())) {
            rude.say("x\n");
            assertThat(rude.line()).isEqualTo("x");
            rude.reset();
            Eventually.until("it is gone", () -> server.counts().open() == 1);
            good.say("y\n");
            assertThat(good.line()).isEqualTo("y");
        }
        awaitOnly(server);
    }

    @Test
    void fiveHundredConnectionsComeAndGo() throws IOException {
        ServerCore server = serve(_ -> Pipeline.of(new LineReader(), new LineWriter()));
        List<Talker> crowd = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            crowd.add(new Talker(server.port()));
        }
        for (int i = 0; i < 500; i++) {
            crowd.get(i).say("I am " + i + "\n");
        }
        for (int i = 0; i < 500; i++) {
            assertThat(crowd.get(i).line()).isEqualTo("I am " + i);
        }
        assertThat(server.counts().open()).isEqualTo(500);
        for (int i = 0; i < 500; i++) {
            if (i % 3 == 0) {
                crowd.get(i).reset();
            } else {
                crowd.get(i).close();
            }
        }
        awaitOnly(server);
        assertThat(server.counts().accepted()).isEqualTo(500);
        assertThat(system.topology().links()).isEmpty();
    }

    @Test
    void oneConnectionTooManyIsClosedAndCounted() throws IOException {
        ServerCore server = serve(_ -> new Echo(), ServerSettings.at(0).withConnections(2));
        try (Talker one = new Talker(server.port());
                Talker two = new Talker(server.port())) {
            Eventually.until("both", () -> server.counts().open() == 2);
            try (Talker three = new Talker(server.port())) {
                assertThat(three.rest()).isEmpty();
            }
            assertThat(server.counts().refused()).isEqualTo(1);
            two.say("here\n");
            assertThat(two.line()).isEqualTo("here");
            one.finish();
            Eventually.until("one place is free", () -> server.counts().open() == 1);
            try (Talker three = new Talker(server.port())) {
                three.say("now?\n");
                assertThat(three.line()).isEqualTo("now?");
            }
        }
    }

    @Test
    void aProtocolThatDoesNotEndWithItsPeerIsStoppedAndCounted() throws IOException {
        ServerCore server =
                serve(
                        _ -> Scripted.idle(),
                        ServerSettings.at(0).withFarewell(Duration.ofMillis(100)));
        new Talker(server.port()).close();
        Component protocol = onlyProtocol();
        awaitOnly(server);
        assertThat(protocol.ending()).contains(new Shutdown());
        assertThat(server.counts().abandoned()).isEqualTo(1);
    }

    @Test
    void aFactoryThatFailsCostsOnlyThatConnection() throws IOException {
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        system.onFailure((_, cause) -> failures.add(String.valueOf(cause.getMessage())));
        Component used = Scripted.idle();
        system.activate(used);
        Queue<Function<Peer, Component>> makers =
                new ConcurrentLinkedQueue<>(
                        List.of(
                                _ -> {
                                    throw new IllegalStateException("out of order");
                                },
                                _ -> used,
                                _ ->
                                        new Scripted(
                                                "broken",
                                                me -> {
                                                    throw new IllegalStateException("broken");
                                                }),
                                _ -> new Echo()));
        ServerCore server = serve(peer -> makers.remove().apply(peer));
        for (String what : List.of("out of order", "is in use", "broken")) {
            try (Talker peer = new Talker(server.port())) {
                assertThat(peer.rest()).isEmpty();
            }
            Eventually.until(what, () -> failures.stream().anyMatch(f -> f.contains(what)));
        }
        try (Talker peer = new Talker(server.port())) {
            peer.say("all well?\n");
            assertThat(peer.line()).isEqualTo("all well?");
        }
        assertThat(used.isStopped()).isFalse();
    }

    @Test
    void aPortThatIsTakenIsAClearError() throws InterruptedException {
        int port = serve(_ -> new Echo()).port();
        ServerCore second = new ServerCore(_ -> new Echo(), port);
        system.activate(second);
        assertThatThrownBy(second::port)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(
                        "cannot listen at 127.0.0.1:"
                                + port
                                + ": another program has that port; choose another (0: any free"
                                + " one)");
        assertThat(system.awaitEnd(second, Duration.ofSeconds(20))).isTrue();
        assertThat(second.ending().orElseThrow()).isInstanceOf(Failed.class);
    }

    @Test
    void thePortIsThereOnceItIsActivated() {
        ServerCore idle = new ServerCore(_ -> new Echo(), 0);
        assertThatThrownBy(idle::port).isInstanceOf(IllegalStateException.class);
        idle.stop();
        assertThatThrownBy(idle::port).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new ServerCore(_ -> new Echo(), 70_000))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nobodyBeyondThisMachineIsServedUnlessAskedFor() throws IOException {
        int port = serve(_ -> new Echo()).port();
        for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : card.inetAddresses().toList()) {
                if (!address.isLoopbackAddress()) {
                    assertThatThrownBy(() -> new Socket(address, port).close())
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test
    void serversAndClientsOfASystemShareAThreadWhichEndsWithTheLast() throws Exception {
        ServerCore one = serve(_ -> new Echo());
        ServerCore two = serve(_ -> new Echo());
        TcpClient client = new TcpClient("127.0.0.1", one.port());
        system.activate(client);
        Eventually.until("it is connected", () -> one.counts().open() == 1);
        assertThat(socketThreads()).isEqualTo(1);
        one.stop();
        try (Talker peer = new Talker(two.port())) {
            peer.say("here\n");
            assertThat(peer.line()).isEqualTo("here");
        }
        two.stop();
        system.run();
        Eventually.until("the thread has ended", () -> socketThreads() == 0);
    }

    private static long socketThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("radio-sockets"))
                .count();
    }
}
