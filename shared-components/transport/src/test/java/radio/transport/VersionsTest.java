package radio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import radio.testing.Leaks;
import radio.wire.Candidate;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.PublicKey;
import radio.wire.Reason;

/// Peers that speak an older or a newer version of the protocol.
@ExtendWith(Leaks.class)
class VersionsTest {
    private static final TestKey PEER = new TestKey(41);
    private static final int NEWER_MAJOR = MessageCodec.MAJOR + 1;

    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        node = TestNode.start(40);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void twoOfThisVersionSpeakIt() throws Exception {
        try (TestNode other = TestNode.start(42)) {
            other.dial(node);
            assertThat(other.opened().minor()).isEqualTo(MessageCodec.MINOR).isEqualTo(1);
            assertThat(node.opened().minor()).isEqualTo(1);
        }
    }

    @Test
    void olderPeerThatDialsIsSpokenToInItsMinorVersion() throws Exception {
        try (Stranger older = Stranger.dial(node)) {
            assertThat(older.shakeHands(PEER, Stranger.hello(PEER, 0))).isZero();
            speakBothWays(older);
        }
    }

    @Test
    void olderPeerThatIsDialledIsSpokenToInItsMinorVersion() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dial(server);
            try (Stranger older = new Stranger(server.accept())) {
                assertThat(older.answerHandshake(PEER, Stranger.hello(PEER, 0))).isZero();
                speakBothWays(older);
            }
        }
    }

    private void speakBothWays(Stranger older) throws Exception {
        Connection connection = node.opened();
        assertThat(connection.minor()).isZero();
        older.say(new Message.Graft(1, 0, 0));
        assertThat(node.message(Message.Graft.class)).isEqualTo(new Message.Graft(1, 0, 0));
        assertThat(connection.sendControl(new Message.Prune(1))).isTrue();
        assertThat(older.hear()).isEqualTo(new Message.Prune(1));
    }

    @Test
    void peerOfALaterMinorVersionIsSpokenToInOurs() throws Exception {
        Message.Hello ours =
                new Message.Hello(
                        MessageCodec.MAJOR,
                        MessageCodec.MINOR + 6,
                        PEER.peer(),
                        new PublicKey(1, 2, 3, 4),
                        TestNode.STATION.station(),
                        0,
                        List.of());
        try (Stranger later = Stranger.dial(node)) {
            // Its HELLO has three bytes that this version does not know.
            byte[] hello = Stranger.bytes(ours);
            byte[] longer = Arrays.copyOf(hello, hello.length + 3);
            longer[3] = (byte) (longer[3] + 3);
            later.say(longer, longer.length);
            Message.Hello theirs = (Message.Hello) later.hear();
            later.hear();
            later.say(Stranger.proof(PEER, ours, theirs));
            later.say(new Message.Welcome(MessageCodec.MINOR, Addresses.UNKNOWN));
            assertThat(((Message.Welcome) later.hear()).minor()).isEqualTo(MessageCodec.MINOR);
            assertThat(node.opened().minor()).isEqualTo(MessageCodec.MINOR);
            later.sayPrefix(99, 0);
            later.say(new Message.Ping(5, 0));
            assertThat(node.message(Message.Ping.class).id()).isEqualTo(5);
        }
        assertThat(node.transport.totals().unknown()).isEqualTo(1);
    }

    @Test
    void peerOfANewerMajorVersionIsRefusedAndCountedWhoeverDials() throws Exception {
        Message.Hello newer = Stranger.hello(NEWER_MAJOR, PEER.peer(), TestNode.STATION.station());
        try (Stranger stranger = Stranger.dial(node)) {
            stranger.say(newer);
            assertThat(stranger.hearBye())
                    .isEqualTo(new Message.Bye(Reason.VERSION, "this node speaks version 1"));
        }
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dial(server);
            try (Stranger stranger = new Stranger(server.accept())) {
                stranger.hear();
                stranger.say(newer);
                assertThat(node.await(TransportEvent.DialFailed.class).reason())
                        .isEqualTo(Reason.VERSION);
                assertThat(stranger.hearBye().reason()).isEqualTo(Reason.VERSION);
            }
        }
        assertThat(node.transport.rejected()).containsEntry("version", 2L);
    }

    private void dial(ServerSocket server) {
        Candidate there = Candidate.tcp(new byte[] {127, 0, 0, 1}, server.getLocalPort());
        node.transport.dial(Optional.empty(), List.of(there), TestNode.PATIENCE);
    }
}
