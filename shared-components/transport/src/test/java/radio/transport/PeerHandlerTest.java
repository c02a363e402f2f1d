package radio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import radio.axon.ManualClock;
import radio.testing.Leaks;
import radio.wire.Chunk;
import radio.wire.ChunkClass;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.Reason;

/// Connections without sockets, where every buffer and every second can be seen.
@ExtendWith(Leaks.class)
class PeerHandlerTest {
    private static final long NEVER = Long.MAX_VALUE / 2;

    private final List<TransportEvent> events = new ArrayList<>();
    private final ManualClock clock = new ManualClock();
    private final Switchboard board = EmbeddedPeer.board(new TestKey(70), events, clock);
    private final List<EmbeddedPeer> peers = new ArrayList<>();

    @AfterEach
    void noFaults() {
        peers.forEach(EmbeddedPeer::close);
        assertThat(board.totals.faults.sum()).isZero();
        assertThat(board.handlers).isEmpty();
        assertThat(board.handshakes.size()).isZero();
    }

    private EmbeddedPeer accepted() {
        EmbeddedPeer peer = EmbeddedPeer.accepted(board);
        peers.add(peer);
        return peer;
    }

    private Connection open(long key) throws RejectedException {
        accepted().open(new TestKey(key));
        return ((TransportEvent.Opened) events.getLast()).connection();
    }

    @Test
    void everyChildIsHandedTheSameBytes() throws Exception {
        open(71);
        ByteBuffer frame = frame(TwoNodesTest.chunk(0, 1200));
        peers.getFirst().say(frame);
        TransportEvent.Received received = (TransportEvent.Received) events.getLast();
        Chunk chunk = ((Message.Push) received.message()).chunk();
        for (int child = 72; child < 77; child++) {
            open(child).sendChunk(ChunkClass.LIVE, 2, chunk, NEVER);
        }
        long address = MemorySegment.ofBuffer(chunk.bytes()).address();
        for (EmbeddedPeer child : peers.subList(1, 6)) {
            List<ByteBuf> written = child.written();
            assertThat(written).hasSize(2);
            assertThat(written.get(0).readableBytes())
                    .isEqualTo(MessageCodec.PREFIX_BYTES + MessageCodec.PUSH_HEAD_BYTES);
            assertThat(written.get(1).readableBytes()).isEqualTo(chunk.size());
            assertThat(written.get(1).isDirect()).isTrue();
            assertThat(MemorySegment.ofBuffer(written.get(1).nioBuffer()).address())
                    .isEqualTo(address);
            written.forEach(ByteBuf::release);
        }
    }

    @Test
    void silentStrangerIsLeftWhenItsTimeIsOver() {
        EmbeddedPeer stranger = accepted();
        stranger.channel.advanceTimeBy(4_999, TimeUnit.MILLISECONDS);
        stranger.channel.runScheduledPendingTasks();
        assertThat(stranger.channel.isOpen()).isTrue();
        stranger.channel.advanceTimeBy(2, TimeUnit.MILLISECONDS);
        stranger.channel.runScheduledPendingTasks();
        assertThat(((Message.Bye) stranger.hear()).reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(stranger.channel.isOpen()).isFalse();
        assertThat(board.totals.rejected(Rejection.SILENT)).isEqualTo(1);
    }

    @Test
    void openConnectionOutlivesTheTimeOfTheHandshake() throws Exception {
        open(71);
        peers.getFirst().channel.advanceTimeBy(1, TimeUnit.HOURS);
        peers.getFirst().channel.runScheduledPendingTasks();
        assertThat(peers.getFirst().channel.isOpen()).isTrue();
    }

    @Test
    void crowdOfHandshakesInOneSecondIsToldToComeBack() {
        for (int i = 0; i < 105; i++) {
            EmbeddedPeer stranger = accepted();
            stranger.say(Stranger.hello(new TestKey(1000 + i)));
        }
        assertThat(board.totals.rejected(Rejection.BUSY)).isEqualTo(5);
        assertThat(((Message.Bye) peers.getLast().hear()).reason()).isEqualTo(Reason.BUSY);
        clock.advance(Duration.ofMillis(11));
        EmbeddedPeer later = accepted();
        later.say(Stranger.hello(new TestKey(71)));
        assertThat(later.hear()).isInstanceOf(Message.Hello.class);
    }

    @Test
    void liveOvertakesRepairAndHistoryButControlOvertakesAll() throws Exception {
        Connection connection = open(71);
        List<ByteBuf> ignored = peers.getFirst().written();
        ignored.forEach(ByteBuf::release);
        connection.sendChunk(ChunkClass.HISTORY, 1, TwoNodesTest.chunk(1, 10), NEVER);
        connection.sendChunk(ChunkClass.REPAIR, 1, TwoNodesTest.chunk(2, 10), NEVER);
        connection.sendChunk(ChunkClass.LIVE, 1, TwoNodesTest.chunk(3, 10), NEVER);
        connection.sendChunk(ChunkClass.LIVE, 1, TwoNodesTest.chunk(4, 10), NEVER);
        connection.sendControl(new Message.Prune(5));
        List<ByteBuf> written = peers.getFirst().written();
        assertThat(written).hasSize(9);
        List<Long> order = new ArrayList<>();
        for (int i = 2; i < written.size(); i += 2) {
            order.add(Chunk.parse(written.get(i).nioBuffer()).id().sequence());
        }
        assertThat(written.getFirst().getByte(0))
                .isEqualTo((byte) MessageCodec.type(new Message.Prune(5)));
        assertThat(order).containsExactly(3L, 4L, 2L, 1L);
        written.forEach(ByteBuf::release);
    }

    @Test
    void repairThatIsTooOldIsLeftOutAndCountedAndTheConnectionStays() throws Exception {
        Connection connection = open(71);
        Chunk chunk = TwoNodesTest.chunk(1, 10);
        assertThat(connection.sendChunk(ChunkClass.REPAIR, 1, chunk, clock.nanoTime() - 1))
                .isFalse();
        assertThat(connection.sendChunk(ChunkClass.REPAIR, 1, chunk, clock.nanoTime() + 5))
                .isTrue();
        clock.advance(Duration.ofNanos(10));
        assertThat(connection.sendChunk(ChunkClass.LIVE, 1, chunk, NEVER)).isTrue();
        List<ByteBuf> written = peers.getFirst().written();
        written.forEach(ByteBuf::release);
        assertThat(connection.stats().chunksUp()).isEqualTo(1);
        assertThat(connection.stats().chunksDropped()).isEqualTo(2);
        assertThat(events).hasSize(1);
    }

    @Test
    void stoppedNodeTurnsNewcomersAway() {
        board.stop();
        EmbeddedPeer stranger = accepted();
        assertThat(((Message.Bye) stranger.hear()).reason()).isEqualTo(Reason.BUSY);
        assertThat(stranger.channel.isOpen()).isFalse();
    }

    static ByteBuffer frame(Chunk chunk) {
        ByteBuffer head = MessageCodec.encodePushHead(ChunkClass.LIVE, 1, chunk.size());
        return ByteBuffer.allocate(head.remaining() + chunk.size())
                .put(head)
                .put(chunk.bytes())
                .flip();
    }
}
