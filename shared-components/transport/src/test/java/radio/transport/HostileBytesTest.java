package radio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import radio.testing.Leaks;
import radio.wire.Chunk;
import radio.wire.ChunkClass;
import radio.wire.Message;
import radio.wire.Reason;

/// A node with one good child, and somebody who means harm. After each attack the child must have
/// every chunk and the connection it had.
@ExtendWith(Leaks.class)
class HostileBytesTest {
    private static final long SEED = 20_260_101;
    private static final TestKey MALLORY = new TestKey(666);

    private TestNode node;
    private TestNode child;
    private Connection toChild;
    private long sequence;

    @BeforeEach
    void start() throws Exception {
        node = TestNode.start(30);
        child = TestNode.start(31);
        child.dial(node);
        toChild = node.opened();
        child.opened();
    }

    @AfterEach
    void childIsUntouched() throws Exception {
        sendAndHear(20);
        assertThat(node.transport.rejected(Rejection.TOO_SLOW)).isZero();
        assertThat(child.transport.rejected().values()).containsOnly(0L);
        child.close();
        node.close();
    }

    private void sendAndHear(int chunks) throws Exception {
        List<Chunk> sent = new ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            Chunk chunk = TwoNodesTest.chunk(sequence++, 1000);
            sent.add(chunk);
            assertThat(toChild.sendChunk(ChunkClass.LIVE, 1, chunk, Long.MAX_VALUE / 2)).isTrue();
        }
        for (Chunk chunk : sent) {
            assertThat(child.message(Message.Push.class).chunk().bytes()).isEqualTo(chunk.bytes());
        }
    }

    private Stranger proved() throws Exception {
        Stranger stranger = Stranger.dial(node).shakeHands(MALLORY);
        node.opened();
        return stranger;
    }

    @Test
    void megabyteOfNoiseFromStrangersIsRefused() throws Exception {
        System.out.println("seed of the noise: " + SEED);
        Random random = new Random(SEED);
        for (int i = 0; i < 64; i++) {
            byte[] noise = new byte[16 * 1024];
            random.nextBytes(noise);
            try (Stranger stranger = Stranger.dial(node)) {
                stranger.sayIfHeard(noise);
                assertThat(stranger.hearAll())
                        .allSatisfy(heard -> assertThat(heard).isInstanceOf(Message.Bye.class));
            }
        }
        long refused =
                node.transport.rejected(Rejection.OVERSIZE)
                        + node.transport.rejected(Rejection.PROTOCOL)
                        + node.transport.rejected(Rejection.MALFORMED);
        assertThat(refused).isEqualTo(64);
        assertThat(node.transport.totals().connections()).isEqualTo(1);
    }

    @Test
    void megabyteOfNoiseFromProvedPeersEndsTheirConnections() throws Exception {
        System.out.println("seed of the noise: " + SEED);
        Random random = new Random(SEED + 1);
        for (int i = 0; i < 16; i++) {
            byte[] noise = new byte[64 * 1024];
            random.nextBytes(noise);
            noise[0] = (byte) FrameReader.PUSH;
            noise[1] = 0;
            noise[2] = 4; // a well-framed push of a kilobyte that is no chunk
            try (Stranger stranger = proved()) {
                stranger.sayIfHeard(noise);
                TransportEvent.Closed closed = node.await(TransportEvent.Closed.class);
                assertThat(closed.reason()).isEqualTo(Reason.MALFORMED);
                assertThat(closed.byPeer()).isFalse();
            }
        }
        assertThat(node.transport.rejected(Rejection.MALFORMED)).isEqualTo(16);
    }

    @Test
    void oversizeLengthIsRefusedBeforeTheBodyComes() throws Exception {
        try (Stranger stranger = Stranger.dial(node)) {
            stranger.sayPrefix(FrameReader.HELLO, 513);
            assertThat(stranger.hearBye().reason()).isEqualTo(Reason.MALFORMED);
        }
        try (Stranger stranger = proved()) {
            stranger.sayPrefix(FrameReader.PUSH, 0xFF_FFFF);
            assertThat(stranger.hearBye().reason()).isEqualTo(Reason.MALFORMED);
        }
        assertThat(node.transport.rejected()).containsEntry("oversize", 2L);
    }

    @Test
    void handshakeThatBreaksOffAnywhereLeavesNothingBehind() throws Exception {
        byte[] good = goodHello();
        for (int length = 0; length < good.length; length += 7) {
            try (Stranger stranger = Stranger.dial(node)) {
                stranger.say(good, length);
                stranger.socket.shutdownOutput();
                assertThat(stranger.hearAll()).isEmpty();
            }
        }
        int times = (good.length + 6) / 7;
        TestNode.eventually(
                times + " handshakes broken off",
                () -> node.transport.rejected(Rejection.BROKEN_OFF) == times);
        TestNode.eventually(
                "no handshake under way", () -> node.transport.totals().handshakes() == 0);
    }

    @Test
    void messageThatEndsEarlyIsMalformed() throws Exception {
        byte[] good = goodHello();
        byte[] cut = Arrays.copyOf(good, good.length - 5);
        cut[3] = (byte) (cut[3] - 5);
        try (Stranger stranger = Stranger.dial(node)) {
            stranger.say(cut, cut.length);
            assertThat(stranger.hearBye().reason()).isEqualTo(Reason.MALFORMED);
        }
        try (Stranger stranger = proved()) {
            byte[] ping = Stranger.bytes(new Message.Ping(1, 1));
            ping[3] = 3;
            stranger.say(ping, 7);
            assertThat(stranger.hearBye().reason()).isEqualTo(Reason.MALFORMED);
        }
        assertThat(node.transport.rejected()).containsEntry("malformed", 2L);
    }

    @Test
    void messagesThatArriveByteByByteAreUnderstood() throws Exception {
        try (Stranger stranger = proved()) {
            stranger.socket.setTcpNoDelay(true);
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            for (Message message : List.of(new Message.Ping(4, 5), new Message.Prune(6))) {
                both.writeBytes(Stranger.bytes(message));
            }
            for (byte each : both.toByteArray()) {
                stranger.say(new byte[] {each}, 1);
            }
            assertThat(node.message(Message.Ping.class)).isEqualTo(new Message.Ping(4, 5));
            assertThat(node.message(Message.Prune.class)).isEqualTo(new Message.Prune(6));
        }
    }

    @Test
    void secondHandshakeOnAnOpenConnectionIsRefused() throws Exception {
        try (Stranger stranger = proved()) {
            stranger.say(Stranger.hello(MALLORY));
            assertThat(stranger.hearBye().reason()).isEqualTo(Reason.PROTOCOL);
        }
        assertThat(node.transport.rejected()).containsEntry("protocol", 1L);
    }

    @Test
    void messageOfALaterMinorVersionIsSkippedAndCounted() throws Exception {
        try (Stranger stranger = proved()) {
            stranger.sayPrefix(200, 3);
            stranger.say(new byte[] {1, 2, 3}, 3);
            stranger.say(new Message.Ping(7, 0));
            assertThat(node.message(Message.Ping.class).id()).isEqualTo(7);
        }
        assertThat(node.transport.totals().unknown()).isEqualTo(1);
    }

    @Test
    void textsOfStrangersCannotDisturbATerminal() throws Exception {
        try (Stranger stranger = proved()) {
            stranger.say(new Message.Bye(Reason.LEAVING, "bye\u001b[2J\nroot#"));
            assertThat(node.await(TransportEvent.Closed.class).text()).isEqualTo("bye?[2J?root#");
        }
    }

    @Test
    void fiveHundredSilentConnectionsDoNotKeepOutWhoSpeaks() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                silent.add(new Socket(InetAddress.getLoopbackAddress(), node.transport.port()));
                if (i % 100 == 99) {
                    sendAndHear(5);
                }
            }
            try (TestNode late = TestNode.start(32)) {
                late.dial(node);
                assertThat(late.opened().peer()).isEqualTo(node.key.peer());
                assertThat(node.opened().peer()).isEqualTo(late.key.peer());
            }
            assertThat(node.transport.totals().handshakes()).isLessThanOrEqualTo(128);
            assertThat(node.transport.rejected(Rejection.SILENT)).isGreaterThanOrEqualTo(372);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private static byte[] goodHello() {
        return Stranger.bytes(Stranger.hello(MALLORY));
    }
}
