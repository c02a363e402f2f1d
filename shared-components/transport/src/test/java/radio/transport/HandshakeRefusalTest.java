package radio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import radio.axon.Clock;
import radio.testing.Leaks;
import radio.wire.Candidate;
import radio.wire.Message;
import radio.wire.Reason;

/// Who is not let in, what it is told, and under which name it is counted.
@ExtendWith(Leaks.class)
class HandshakeRefusalTest {
    private static final TestKey MALLORY = new TestKey(666);
    private static final TestKey OTHER_STATION = new TestKey(2);

    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        node = TestNode.start(20);
    }

    @AfterEach
    void stop() {
        assertThat(node.transport.totals().connections()).isZero();
        node.close();
    }

    @Test
    void nodeOfAnotherStationIsRefusedAndTheDiallerToldWhich() throws Exception {
        TestKey key = new TestKey(21);
        Identity elsewhere = new Identity(OTHER_STATION.station(), key, TestKey.VERIFIER);
        try (TestNode other =
                TestNode.start(21, TestNode.settings(), elsewhere, Clock.system(), 64)) {
            other.transport.dial(Optional.empty(), List.of(node.address()), TestNode.PATIENCE);
            TransportEvent.DialFailed failed = other.await(TransportEvent.DialFailed.class);
            assertThat(failed.reason()).isEqualTo(Reason.WRONG_STATION);
            assertThat(failed.text())
                    .isEqualTo(
                            "the node at %s carries another station (this is station %s)"
                                    .formatted(node.address(), TestNode.STATION.station()));
            assertThat(node.transport.rejected()).containsEntry("wrongStation", 1L);
        }
    }

    @Test
    void diallerItselfRefusesANodeOfAnotherStation() throws Exception {
        TransportEvent.DialFailed failed =
                dialled(Stranger.hello(1, MALLORY.peer(), OTHER_STATION.station()));
        assertThat(failed.reason()).isEqualTo(Reason.WRONG_STATION);
        assertThat(failed.text())
                .contains("carries another station (" + OTHER_STATION.station() + ")");
        assertThat(node.transport.rejected()).containsEntry("wrongStation", 1L);
    }

    @Test
    void diallerItselfRefusesAnotherMajorVersion() throws Exception {
        TransportEvent.DialFailed failed =
                dialled(Stranger.hello(9, MALLORY.peer(), TestNode.STATION.station()));
        assertThat(failed.reason()).isEqualTo(Reason.VERSION);
        assertThat(failed.text()).contains("speaks version 9 of the protocol, this node speaks 1");
    }

    @Test
    void anotherMajorVersionIsToldSoWhateverFollowsInItsHello() throws Exception {
        try (Stranger stranger = Stranger.dial(node)) {
            byte[] hello =
                    Stranger.bytes(Stranger.hello(2, MALLORY.peer(), TestNode.STATION.station()));
            hello[3] = 9; // a HELLO of nine bytes: that version has laid it out in its own way
            stranger.say(hello, 4 + 9);
            assertThat(stranger.hearBye().reason()).isEqualTo(Reason.VERSION);
        }
        assertThat(node.transport.rejected()).containsEntry("version", 1L);
    }

    @Test
    void nodeThatIsNotTheExpectedOneIsLeftAgain() throws Exception {
        try (TestNode other = TestNode.start(21)) {
            node.transport.dial(
                    Optional.of(MALLORY.peer()), List.of(other.address()), TestNode.PATIENCE);
            TransportEvent.DialFailed failed = node.await(TransportEvent.DialFailed.class);
            assertThat(failed.reason()).isEqualTo(Reason.LOST);
            assertThat(failed.text())
                    .isEqualTo(
                            "the node at %s is node %s, not %s"
                                    .formatted(
                                            other.address(),
                                            other.key.peer().brief(),
                                            MALLORY.peer().brief()));
            assertThat(node.transport.rejected()).containsEntry("wrongPeer", 1L);
        }
    }

    @Test
    void claimToAnothersKeyIsFoundOut() throws Exception {
        TestKey victim = new TestKey(21);
        try (Stranger stranger = Stranger.dial(node)) {
            Message.Hello claim = Stranger.hello(victim);
            stranger.say(claim);
            Message.Hello theirs = (Message.Hello) stranger.hear();
            stranger.say(Stranger.proof(MALLORY, claim, theirs));
            assertThat(stranger.hearBye().reason()).isEqualTo(Reason.FORGED);
        }
        assertThat(node.transport.rejected()).containsEntry("badProof", 1L);
    }

    @Test
    void proofOfAnEarlierHandshakeIsWorthNothing() throws Exception {
        TestKey victim = new TestKey(21);
        Message.Hello claim = Stranger.hello(victim);
        Message.Proof overheard;
        try (Stranger honest = Stranger.dial(node)) {
            honest.say(claim);
            Message.Hello theirs = (Message.Hello) honest.hear();
            honest.hear();
            overheard = Stranger.proof(victim, claim, theirs);
            honest.say(overheard);
            honest.say(new Message.Welcome(0, Addresses.UNKNOWN));
            node.opened();
        }
        node.await(TransportEvent.Closed.class);
        try (Stranger stranger = Stranger.dial(node)) {
            stranger.say(claim);
            stranger.say(overheard);
            assertThat(stranger.hearBye().reason()).isEqualTo(Reason.FORGED);
        }
        assertThat(node.transport.rejected()).containsEntry("badProof", 1L);
    }

    @Test
    void nodeThatDialsItselfIsTold() throws Exception {
        node.transport.dial(Optional.empty(), List.of(node.address()), TestNode.PATIENCE);
        TransportEvent.DialFailed failed = node.await(TransportEvent.DialFailed.class);
        assertThat(failed.reason()).isEqualTo(Reason.SELF);
        assertThat(failed.text()).contains("is this node itself");
        assertThat(node.transport.rejected()).containsEntry("self", 1L);
    }

    @Test
    void messageBeforeTheHandshakeIsRefusedByItsPrefix() throws Exception {
        try (Stranger stranger = Stranger.dial(node)) {
            stranger.sayPrefix(FrameReader.PUSH, 100);
            assertThat(stranger.hearBye().reason()).isEqualTo(Reason.PROTOCOL);
        }
        assertThat(node.transport.rejected()).containsEntry("protocol", 1L);
    }

    @Test
    void handshakeInTheWrongOrderIsRefused() throws Exception {
        try (Stranger stranger = Stranger.dial(node)) {
            stranger.say(new Message.Welcome(0, Addresses.UNKNOWN));
            assertThat(stranger.hearBye().text()).isEqualTo("said WELCOME where HELLO was due");
        }
        assertThat(node.transport.rejected()).containsEntry("protocol", 1L);
    }

    @Test
    void fullNodeTellsNewcomersThatItIsBusy() throws Exception {
        try (TestNode small = TestNode.start(22, TestNode.settings().withMaxConnections(1));
                Stranger first = Stranger.dial(small)) {
            first.shakeHands(new TestKey(23));
            small.opened();
            node.dial(small);
            TransportEvent.DialFailed failed = node.await(TransportEvent.DialFailed.class);
            assertThat(failed.reason()).isEqualTo(Reason.BUSY);
            assertThat(failed.text()).contains("is busy (all connections are taken)");
            assertThat(small.transport.rejected()).containsEntry("busy", 1L);
            // The peer that is connected may come again: it takes its own place.
            try (Stranger again = Stranger.dial(small).shakeHands(new TestKey(23))) {
                assertThat(small.await(TransportEvent.Closed.class).reason())
                        .isEqualTo(Reason.REPLACED);
                assertThat(small.opened().peer()).isEqualTo(new TestKey(23).peer());
                assertThat(first.hearBye().reason()).isEqualTo(Reason.REPLACED);
                again.say(new Message.Bye(Reason.LEAVING, ""));
                small.await(TransportEvent.Closed.class);
            }
        }
    }

    /// Lets the node dial a stranger that answers with this HELLO.
    private TransportEvent.DialFailed dialled(Message.Hello answer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Candidate there = Candidate.tcp(new byte[] {127, 0, 0, 1}, server.getLocalPort());
            node.transport.dial(Optional.empty(), List.of(there), TestNode.PATIENCE);
            try (Stranger stranger = new Stranger(server.accept())) {
                assertThat(stranger.hear()).isInstanceOf(Message.Hello.class);
                stranger.say(answer);
                return node.await(TransportEvent.DialFailed.class);
            }
        }
    }
}
