package radio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import radio.testing.Leaks;
import radio.wire.Candidate;
import radio.wire.Chunk;
import radio.wire.ChunkClass;
import radio.wire.ChunkId;
import radio.wire.Message;
import radio.wire.Packet;
import radio.wire.Reason;

@ExtendWith(Leaks.class)
class TwoNodesTest {
    private TestNode a;
    private TestNode b;

    @BeforeEach
    void start() throws Exception {
        a = TestNode.start(10);
        b = TestNode.start(11);
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }

    static Chunk chunk(long sequence, int bytes) {
        return Chunk.sign(
                new ChunkId(0, 1, sequence),
                sequence * 4800,
                List.of(new Packet(4800, ByteBuffer.allocate(bytes))),
                List.of(),
                TestNode.STATION);
    }

    @Test
    void bothSidesKnowWhomTheyMetAndHowTheyLookFromThere() throws Exception {
        a.dial(b);
        Connection there = a.opened();
        Connection here = b.opened();
        assertThat(there.peer()).isEqualTo(b.key.peer());
        assertThat(here.peer()).isEqualTo(a.key.peer());
        assertThat(there.dialled()).isTrue();
        assertThat(here.dialled()).isFalse();
        assertThat(there.contact().candidates()).containsExactly(b.address());
        assertThat(here.contact().candidates()).containsExactly(a.address());
        assertThat(there.contact().reachable()).isTrue();
        assertThat(here.contact().reachable()).isFalse();
        assertThat(here.observedSelf()).isEqualTo(b.address());
        assertThat(there.observedSelf().host()).hasValue("127.0.0.1");
        // Where the socket is: the listener's port there, a port for this connection alone here.
        assertThat(there.seenAt()).isEqualTo(b.address());
        assertThat(here.seenAt()).isEqualTo(there.observedSelf()).isNotEqualTo(a.address());
    }

    @Test
    void twoNodesBehindOneAddressAreToldApart() throws Exception {
        try (TestNode hub = TestNode.start(12)) {
            a.dial(hub);
            Connection first = hub.opened();
            b.dial(hub);
            Connection second = hub.opened();
            assertThat(first.peer()).isEqualTo(a.key.peer());
            assertThat(second.peer()).isEqualTo(b.key.peer());
            assertThat(first.seenAt().host()).isEqualTo(second.seenAt().host());
            assertThat(first.seenAt()).isNotEqualTo(second.seenAt());
            assertThat(first.contact().candidates()).containsExactly(a.address());
            assertThat(second.contact().candidates()).containsExactly(b.address());

            second.sendControl(new Message.Prune(2));
            first.sendControl(new Message.Prune(1));
            assertThat(a.message(Message.Prune.class).stream()).isEqualTo(1);
            assertThat(b.message(Message.Prune.class).stream()).isEqualTo(2);

            // And from outside each is found behind its own port, and not behind the other's.
            try (TestNode outside = TestNode.start(13)) {
                outside.transport.dial(
                        Optional.of(b.key.peer()), List.of(a.address()), TestNode.PATIENCE);
                assertThat(outside.await(TransportEvent.DialFailed.class).text())
                        .contains("is node " + a.key.peer().brief());
                outside.transport.dial(
                        Optional.of(b.key.peer()),
                        List.of(a.address(), b.address()),
                        TestNode.PATIENCE);
                assertThat(outside.opened().peer()).isEqualTo(b.key.peer());
                outside.dial(a);
                assertThat(outside.opened().peer()).isEqualTo(a.key.peer());
            }
        }
    }

    @Test
    void messagesArriveInOrderInBothDirections() throws Exception {
        a.dial(b);
        Connection there = a.opened();
        Connection here = b.opened();
        for (int i = 0; i < 100; i++) {
            assertThat(there.sendControl(new Message.Ping(i, 3))).isTrue();
            assertThat(here.sendControl(new Message.Pong(i, 5))).isTrue();
        }
        for (int i = 0; i < 100; i++) {
            assertThat(b.message(Message.Ping.class).id()).isEqualTo(i);
            assertThat(a.message(Message.Pong.class).id()).isEqualTo(i);
        }
        assertThat(a.transport.totals().controlBytesUp())
                .isEqualTo(b.transport.totals().controlBytesDown());
    }

    @Test
    void chunksArriveByteForByteAndAreCounted() throws Exception {
        a.dial(b);
        Connection there = a.opened();
        Connection here = b.opened();
        long forEver = Long.MAX_VALUE / 2;
        for (int i = 0; i < 50; i++) {
            assertThat(there.sendChunk(ChunkClass.LIVE, 3, chunk(i, 1000), forEver)).isTrue();
        }
        for (int i = 0; i < 50; i++) {
            Message.Push push = b.message(Message.Push.class);
            assertThat(push.hops()).isEqualTo(3);
            assertThat(push.chunk().bytes()).isEqualTo(chunk(i, 1000).bytes());
            assertThat(push.chunk().bytes().isDirect()).isTrue();
        }
        assertThat(there.stats().chunksUp()).isEqualTo(50);
        assertThat(here.stats().chunksDown()).isEqualTo(50);
        assertThat(here.stats().chunkBytesDown()).isEqualTo(there.stats().chunkBytesUp());
        assertThat(here.stats().bytesDown()).isEqualTo(there.stats().bytesUp());
    }

    @Test
    void closingTellsBothSidesWhy() throws Exception {
        a.dial(b);
        Connection there = a.opened();
        b.opened();
        there.sendControl(new Message.Prune(7));
        there.close(Reason.LEAVING, "good night");
        assertThat(b.message(Message.Prune.class).stream()).isEqualTo(7);
        TransportEvent.Closed heard = b.await(TransportEvent.Closed.class);
        assertThat(heard.reason()).isEqualTo(Reason.LEAVING);
        assertThat(heard.text()).isEqualTo("good night");
        assertThat(heard.byPeer()).isTrue();
        assertThat(a.await(TransportEvent.Closed.class).byPeer()).isFalse();
        assertThat(there.sendControl(new Message.Prune(8))).isFalse();
    }

    @Test
    void stoppingNodeSaysGoodbye() throws Exception {
        a.dial(b);
        a.opened();
        b.opened();
        a.close();
        assertThat(b.await(TransportEvent.Closed.class).reason()).isEqualTo(Reason.LEAVING);
    }

    @Test
    void deadCandidatesAreSkippedAndNamedIfNoneAnswers() throws Exception {
        Candidate dead = b.address();
        b.close();
        Candidate strange = new Candidate(9, ByteBuffer.allocate(3));
        a.transport.dial(Optional.empty(), List.of(strange, dead), TestNode.PATIENCE);
        TransportEvent.DialFailed failed = a.await(TransportEvent.DialFailed.class);
        assertThat(failed.candidates()).containsExactly(strange, dead);
        assertThat(failed.reason()).isEqualTo(Reason.LOST);
        assertThat(failed.text())
                .isEqualTo(
                        "carrier 9 is no address this version can dial; nobody listens at " + dead);
        try (TestNode c = TestNode.start(12)) {
            a.transport.dial(Optional.empty(), List.of(dead, c.address()), TestNode.PATIENCE);
            assertThat(a.opened().peer()).isEqualTo(c.key.peer());
        }
    }
}
