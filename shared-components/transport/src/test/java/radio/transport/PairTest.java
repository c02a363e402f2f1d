package radio.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import radio.axon.Clock;
import radio.net.EventLoops;
import radio.testing.Leaks;
import radio.wire.Candidate;
import radio.wire.Message;
import radio.wire.Reason;

/// One connection for each pair, ports, shared threads.
@ExtendWith(Leaks.class)
class PairTest {
    @Test
    void twoThatDialEachOtherAtOnceKeepTheConnectionOfTheLowerId() throws Exception {
        try (EventLoops loops = new EventLoops(2, "radio-net");
                TestNode one = TestNode.on(loops, 60);
                TestNode two = TestNode.on(loops, 61)) {
            boolean oneIsLower = one.key.peer().compareTo(two.key.peer()) < 0;
            TestNode lower = oneIsLower ? one : two;
            TestNode higher = oneIsLower ? two : one;
            for (int round = 0; round < 25; round++) {
                if (round % 2 == 0) {
                    lower.dial(higher);
                    higher.dial(lower);
                } else {
                    higher.dial(lower);
                    lower.dial(higher);
                }
                Connection kept = survivor(lower, true);
                Connection seen = survivor(higher, false);
                assertThat(lower.transport.totals().connections()).isEqualTo(1);
                assertThat(higher.transport.totals().connections()).isEqualTo(1);
                assertThat(kept.sendControl(new Message.Ping(round, 0))).isTrue();
                assertThat(higher.message(Message.Ping.class).id()).isEqualTo(round);
                assertThat(seen.sendControl(new Message.Pong(round, 0))).isTrue();
                assertThat(lower.message(Message.Pong.class).id()).isEqualTo(round);
                kept.close(Reason.LEAVING, "next round");
                higher.await(TransportEvent.Closed.class);
                lower.await(TransportEvent.Closed.class);
            }
        }
    }

    /// Takes events until the one connection that stays is open and the fate of the other is known.
    private static Connection survivor(TestNode node, boolean dialled) throws Exception {
        Connection kept = null;
        boolean otherOpen = false;
        // Who has the lower id may never hear of the other connection; who has the higher one has
        // dialled it and is told how that went.
        boolean otherKnown = dialled;
        while (kept == null || otherOpen || !otherKnown) {
            switch (node.await(TransportEvent.class)) {
                case TransportEvent.Opened(Connection connection) -> {
                    if (connection.dialled() == dialled) {
                        kept = connection;
                    } else {
                        otherOpen = true;
                    }
                }
                case TransportEvent.Closed closed -> {
                    assertThat(closed.reason()).isEqualTo(Reason.REPLACED);
                    assertThat(closed.connection().dialled()).isNotEqualTo(dialled);
                    otherOpen = false;
                    otherKnown = true;
                }
                case TransportEvent.DialFailed failed -> {
                    assertThat(failed.reason()).isEqualTo(Reason.REPLACED);
                    otherKnown = true;
                }
                case TransportEvent.Received received -> throw new AssertionError(received);
            }
        }
        return kept;
    }

    @Test
    void newerOfTwoConnectionsOpenedByTheSameSideStays() throws Exception {
        try (TestNode node = TestNode.start(62);
                Stranger first = Stranger.dial(node).shakeHands(new TestKey(63))) {
            Connection old = node.opened();
            try (Stranger second = Stranger.dial(node).shakeHands(new TestKey(63))) {
                TransportEvent.Closed closed = node.await(TransportEvent.Closed.class);
                assertThat(closed.connection()).isSameAs(old);
                assertThat(closed.reason()).isEqualTo(Reason.REPLACED);
                assertThat(first.hearBye().reason()).isEqualTo(Reason.REPLACED);
                Connection fresh = node.opened();
                assertThat(fresh.sendControl(new Message.Prune(3))).isTrue();
                assertThat(second.hear()).isEqualTo(new Message.Prune(3));
            }
        }
    }

    @Test
    void takenPortIsNamedInOneSentence() throws Exception {
        try (TestNode node = TestNode.start(64)) {
            int port = node.transport.port();
            assertThatThrownBy(() ->
                            TestNode.start(65, TestNode.settings().listeningAt("127.0.0.1", port)))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "cannot listen at 127.0.0.1:%d: another program has that port"
                                    .formatted(port));
        }
    }

    @Test
    void addressOfAnotherMachineCannotBeListenedAt() {
        assertThatThrownBy(
                        () -> TestNode.start(65, TestNode.settings().listeningAt("192.0.2.1", 0)))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot listen at 192.0.2.1:0: this machine has no such address");
    }

    @Test
    void portIsFreeAgainAfterwards() throws Exception {
        TestNode node = TestNode.start(64);
        int port = node.transport.port();
        node.close();
        try (TestNode again =
                TestNode.start(64, TestNode.settings().listeningAt("127.0.0.1", port))) {
            assertThat(again.transport.port()).isEqualTo(port);
        }
        NettyTransport unused =
                NettyTransport.bind(
                        TestNode.settings().listeningAt("127.0.0.1", port),
                        TestNode.identity(new TestKey(64)),
                        Clock.system(),
                        new SplittableRandom(1));
        unused.abandon();
        TestNode.start(64, TestNode.settings().listeningAt("127.0.0.1", port)).close();
    }

    @Test
    void nodeThatTakesNoConnectionsCanStillDial() throws Exception {
        TransportSettings leaf = TestNode.settings().listeningAt("", TransportSettings.NOWHERE);
        try (TestNode node = TestNode.start(66);
                TestNode quiet = TestNode.start(67, leaf)) {
            assertThat(quiet.transport.port()).isZero();
            quiet.dial(node);
            quiet.opened();
            assertThat(node.opened().contact().candidates()).isEmpty();
        }
    }

    @Test
    void whatANodeAdvertisesComesBeforeWhereItWasSeen() throws Exception {
        List<Candidate> said =
                List.of(Candidate.parse("radio.example:7700"), Candidate.parse("192.0.2.7:80"));
        try (TestNode node = TestNode.start(66);
                TestNode other = TestNode.start(67, TestNode.settings().advertising(said))) {
            other.dial(node);
            assertThat(node.opened().contact().candidates())
                    .containsExactly(said.get(0), said.get(1), other.address());
        }
    }

    @Test
    void nameThatNobodyKnowsIsSaidToBeUnknown() throws Exception {
        try (TestNode node = TestNode.start(68)) {
            Candidate nowhere = Candidate.parse("no-such-host.invalid:7700");
            node.transport.dial(Optional.empty(), List.of(nowhere), TestNode.PATIENCE);
            TransportEvent.DialFailed failed = node.await(TransportEvent.DialFailed.class);
            assertThat(failed.text()).isEqualTo("host name unknown: no-such-host.invalid");
            node.transport.dial(Optional.empty(), List.of(), TestNode.PATIENCE);
            assertThat(node.await(TransportEvent.DialFailed.class).text())
                    .isEqualTo("there is no address to try");
        }
    }

    @Test
    void nodeThatNeverAnswersIsGivenUp() throws Exception {
        try (TestNode node = TestNode.start(68);
                ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Candidate there = Candidate.tcp(new byte[] {127, 0, 0, 1}, mute.getLocalPort());
            node.transport.dial(Optional.empty(), List.of(there), Duration.ofMillis(50));
            TransportEvent.DialFailed failed = node.await(TransportEvent.DialFailed.class);
            assertThat(failed.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(failed.text()).contains(there.toString(), "within 50 ms");
        }
    }

    @Test
    void nameOfThisMachineIsLookedUp() throws Exception {
        try (TestNode node = TestNode.start(68);
                TestNode other = TestNode.start(69)) {
            Candidate named = Candidate.parse("localhost:" + other.transport.port());
            node.transport.dial(Optional.empty(), List.of(named), TestNode.PATIENCE);
            assertThat(node.opened().peer()).isEqualTo(other.key.peer());
        }
    }

    @Test
    void manyNodesShareTwoThreadsWhichEndWithThem() throws Exception {
        Set<Thread> before = netThreads();
        Set<Thread> ours;
        try (EventLoops loops = new EventLoops(2, "radio-net")) {
            List<TestNode> nodes = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                nodes.add(TestNode.on(loops, 1000 + i));
            }
            for (int i = 0; i < nodes.size(); i++) {
                nodes.get(i).dial(nodes.get((i + 1) % nodes.size()));
            }
            for (TestNode node : nodes) {
                node.opened();
                node.opened();
            }
            ours = netThreads();
            ours.removeAll(before);
            assertThat(ours).hasSize(2);
            nodes.forEach(TestNode::close);
        }
        for (Thread thread : ours) {
            thread.join(TestNode.PATIENCE);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static Set<Thread> netThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("radio-net"))
                .collect(Collectors.toSet());
    }
}
