package radio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import radio.axon.ManualClock;
import radio.wire.ChunkClass;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.PublicKey;
import radio.wire.Reason;

/// Framing and handshake against anything a stranger might say, in any order and any pieces.
///
/// The input is a play: each byte is a step, some steps take a length and bytes from what follows.
/// Without JAZZER_FUZZ=1 the plays in the resources are performed.
@Tag("fuzz")
class ConversationFuzzTest {
    private static final TestKey NODE = new TestKey(90);
    private static final TestKey STRANGER = new TestKey(91);
    private static final ByteBuffer PUSH = PeerHandlerTest.frame(TwoNodesTest.chunk(3, 300));

    @FuzzTest(maxDuration = "1m")
    void nothingAStrangerSaysBreaksTheNode(byte[] play) {
        List<TransportEvent> events = new ArrayList<>();
        ManualClock clock = new ManualClock();
        Switchboard board = EmbeddedPeer.board(NODE, events, clock);
        try (EmbeddedPeer peer = EmbeddedPeer.accepted(board)) {
            perform(ByteBuffer.wrap(play), peer, clock, events);
        }
        assertThat(board.totals.faults.sum()).isZero();
        assertThat(board.handlers).isEmpty();
        assertThat(board.handshakes.size()).isZero();
        assertThat(board.roster.size()).isZero();
        checkGrammar(events);
    }

    private static void perform(
            ByteBuffer play, EmbeddedPeer peer, ManualClock clock, List<TransportEvent> events) {
        Message.Hello ours = Stranger.hello(STRANGER);
        Message.Hello theirs =
                new Message.Hello(
                        MessageCodec.MAJOR,
                        0,
                        NODE.peer(),
                        new PublicKey(0, 0, 0, 0),
                        TestNode.STATION.station(),
                        0,
                        List.of());
        while (play.hasRemaining()) {
            switch (play.get() & 0x0F) {
                case 0 -> peer.say(piece(play, play.hasRemaining() ? play.get() & 0xFF : 0));
                case 1 -> peer.say(piece(play, play.remaining()));
                case 2 -> {
                    peer.say(ours);
                    theirs = answer(peer, theirs);
                }
                case 3 -> peer.say(Stranger.proof(STRANGER, ours, theirs));
                case 4 -> peer.say(new Message.Welcome(0, Addresses.UNKNOWN));
                case 5 -> peer.say(new Message.Bye(Reason.LEAVING, "bye"));
                case 6 -> peer.say(new Message.Ping(1, 2));
                case 7 -> peer.say(PUSH);
                case 8 -> {
                    clock.advance(Duration.ofSeconds(1));
                    peer.channel.advanceTimeBy(1, TimeUnit.SECONDS);
                    peer.channel.runScheduledPendingTasks();
                }
                case 9 -> connections(events).forEach(c -> c.sendControl(new Message.Prune(1)));
                case 10 ->
                        connections(events)
                                .forEach(c ->
                                        c.sendChunk(
                                                ChunkClass.REPAIR,
                                                1,
                                                TwoNodesTest.chunk(1, 100),
                                                clock.nanoTime() + 1));
                case 11 -> connections(events).forEach(c -> c.close(Reason.LEAVING, "enough"));
                case 12 -> peer.handler.evict();
                case 13 -> peer.channel.disconnect().syncUninterruptibly();
                case 14 -> peer.handler.stop();
                default -> peer.channel.runPendingTasks();
            }
        }
    }

    /// The HELLO among what the node has said, if there is one.
    private static Message.Hello answer(EmbeddedPeer peer, Message.Hello otherwise) {
        Message.Hello answer = otherwise;
        for (ByteBuf said : peer.written()) {
            ByteBuffer bytes = said.nioBuffer();
            if (bytes.remaining() > 100 && bytes.get(0) == FrameReader.HELLO) {
                answer =
                        (Message.Hello)
                                MessageCodec.decode(
                                        FrameReader.HELLO,
                                        bytes.position(MessageCodec.PREFIX_BYTES).slice());
            }
            said.release();
        }
        return answer;
    }

    private static ByteBuffer piece(ByteBuffer play, int length) {
        byte[] piece = new byte[Math.min(length, play.remaining())];
        play.get(piece);
        return ByteBuffer.wrap(Arrays.copyOf(piece, piece.length));
    }

    private static List<Connection> connections(List<TransportEvent> events) {
        List<Connection> opened = new ArrayList<>();
        for (TransportEvent event : events) {
            if (event instanceof TransportEvent.Opened(Connection connection)) {
                opened.add(connection);
            }
        }
        return opened;
    }

    /// Nothing at all, or: Opened, any number of Received, Closed.
    private static void checkGrammar(List<TransportEvent> events) {
        for (int i = 0; i < events.size(); i++) {
            Class<?> expected =
                    i == 0
                            ? TransportEvent.Opened.class
                            : i == events.size() - 1
                                    ? TransportEvent.Closed.class
                                    : TransportEvent.Received.class;
            assertThat(events.get(i)).isInstanceOf(expected);
        }
        assertThat(events).hasSizeGreaterThanOrEqualTo(events.isEmpty() ? 0 : 2);
    }
}
