package radio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import radio.axon.ManualClock;
import radio.net.EventLoops;
import radio.testing.Leaks;
import radio.wire.Chunk;
import radio.wire.ChunkClass;
import radio.wire.Message;
import radio.wire.Reason;

/// What happens when one side takes less than the other gives.
@ExtendWith(Leaks.class)
class FlowTest {
    private static final long NEVER = Long.MAX_VALUE / 2;

    @Test
    void readerThatStopsIsToldAndDroppedAndNobodyElseNotices() throws Exception {
        try (TestNode node = TestNode.start(40);
                TestNode child = TestNode.start(41);
                Stranger stopped = Stranger.dial(node).shakeHands(new TestKey(42))) {
            Connection slow = node.opened();
            child.dial(node);
            Connection good = node.opened();
            int limit = TransportSettings.Buffers.DEFAULT.chunkQueue();
            int refusedAt = -1;
            int sent = 0;
            while (refusedAt < 0 && sent < 10_000) {
                Chunk chunk = TwoNodesTest.chunk(sent, 8_000);
                assertThat(good.sendChunk(ChunkClass.LIVE, 1, chunk, NEVER)).isTrue();
                if (!slow.sendChunk(ChunkClass.LIVE, 1, chunk, NEVER)) {
                    refusedAt = sent;
                }
                assertThat(slow.stats().queuedBytes()).isLessThanOrEqualTo(limit);
                assertThat(child.message(Message.Push.class).chunk().id().sequence())
                        .isEqualTo(sent);
                sent++;
            }
            TransportEvent.Closed closed = node.await(TransportEvent.Closed.class);
            assertThat(closed.connection()).isSameAs(slow);
            assertThat(closed.reason()).isEqualTo(Reason.TOO_SLOW);
            assertThat(closed.byPeer()).isFalse();
            assertThat(slow.stats().queuedBytes()).isZero();
            assertThat(slow.stats().chunksUp() + slow.stats().chunksDropped())
                    .isEqualTo(refusedAt + 1);
            assertThat(node.transport.rejected()).containsEntry("tooSlow", 1L);

            // When it reads on, it finds what was on the way, in order, and then why it is over.
            List<Message> rest = stopped.hearAll();
            assertThat(rest.getLast()).isInstanceOf(Message.Bye.class);
            assertThat(((Message.Bye) rest.getLast()).reason()).isEqualTo(Reason.TOO_SLOW);
            long next = 0;
            for (Message message : rest.subList(0, rest.size() - 1)) {
                assertThat(((Message.Push) message).chunk().id().sequence()).isEqualTo(next++);
            }
            assertThat(next).isEqualTo(slow.stats().chunksUp());

            assertThat(good.sendControl(new Message.Ping(1, 1))).isTrue();
            assertThat(child.message(Message.Ping.class).id()).isEqualTo(1);
        }
    }

    @Test
    void readerThatLetsChunksGetTooOldIsDropped() throws Exception {
        ManualClock clock = new ManualClock();
        try (TestNode node =
                        TestNode.start(
                                43,
                                TestNode.settings(),
                                TestNode.identity(new TestKey(43)),
                                clock,
                                64);
                Stranger stopped = Stranger.dial(node).shakeHands(new TestKey(44))) {
            Connection slow = node.opened();
            // Fill the socket until something waits in the queue.
            int sent = 0;
            while (slow.stats().queuedBytes() < 100_000) {
                Chunk chunk = TwoNodesTest.chunk(sent++, 8_000);
                assertThat(slow.sendChunk(ChunkClass.LIVE, 1, chunk, clock.nanoTime() + 1_000))
                        .isTrue();
            }
            clock.advance(Duration.ofNanos(2_000));
            assertThat(
                            slow.sendChunk(
                                    ChunkClass.LIVE,
                                    1,
                                    TwoNodesTest.chunk(sent, 8_000),
                                    clock.nanoTime() + 1_000))
                    .isFalse();
            assertThat(node.await(TransportEvent.Closed.class).text())
                    .isEqualTo("too slow: a chunk waited past its deadline");
            assertThat(stopped.hearBye().reason()).isEqualTo(Reason.TOO_SLOW);
        }
    }

    @Test
    void controlMessagesThatNobodyReadsAreBounded() throws Exception {
        try (TestNode node = TestNode.start(45);
                Stranger stopped = Stranger.dial(node).shakeHands(new TestKey(46))) {
            Connection slow = node.opened();
            int sent = 0;
            while (slow.sendControl(new Message.Ping(sent, 0))) {
                sent++;
                assertThat(sent).isLessThan(1_000_000);
                assertThat(slow.stats().queuedBytes())
                        .isLessThanOrEqualTo(TransportSettings.Buffers.DEFAULT.controlQueue());
            }
            assertThat(node.await(TransportEvent.Closed.class).reason()).isEqualTo(Reason.TOO_SLOW);
            assertThat(stopped.hearBye().reason()).isEqualTo(Reason.TOO_SLOW);
        }
    }

    @Test
    void fullInboxStopsReadingAndLosesNothing() throws Exception {
        try (TestNode deaf = TestNode.deaf(47, 4);
                TestNode other = TestNode.start(48)) {
            other.dial(deaf);
            Connection there = other.opened();
            // More than the inbox, the socket's buffers and the sender's queue take together would
            // be too slow; this much must wait on the way.
            int chunks = 600;
            List<Chunk> sent = new ArrayList<>();
            for (int i = 0; i < chunks; i++) {
                Chunk chunk = TwoNodesTest.chunk(i, 1000);
                sent.add(chunk);
                assertThat(there.sendChunk(ChunkClass.LIVE, 1, chunk, NEVER)).isTrue();
            }
            TestNode.eventually("the inbox is full", () -> deaf.ear.inbox.size() == 4);
            assertThat(deaf.transport.totals().chunksDown()).isLessThan(chunks);
            deaf.listen();
            deaf.opened();
            for (Chunk chunk : sent) {
                assertThat(deaf.message(Message.Push.class).chunk().id()).isEqualTo(chunk.id());
            }
            there.close(Reason.LEAVING, "done");
            assertThat(deaf.await(TransportEvent.Closed.class).text()).isEqualTo("done");
            assertThat(deaf.ear.inbox.highWater()).isEqualTo(4);
        }
    }

    @Test
    void endOfAConnectionIsToldAfterItsLastMessageEvenIfTheInboxWasFull() throws Exception {
        try (TestNode deaf = TestNode.deaf(49, 1)) {
            try (Stranger stranger = Stranger.dial(deaf).shakeHands(new TestKey(50))) {
                for (int i = 0; i < 100; i++) {
                    stranger.say(new Message.Ping(i, 0));
                }
            }
            try (Stranger stranger = Stranger.dial(deaf).shakeHands(new TestKey(51))) {
                stranger.say(new Message.Bye(Reason.LEAVING, ""));
            }
            deaf.listen();
            Connection first = deaf.opened();
            List<Integer> heard = new ArrayList<>();
            while (heard.size() < 100) {
                heard.add(deaf.message(Message.Ping.class).id());
            }
            assertThat(heard).isSorted().doesNotHaveDuplicates();
            TransportEvent.Closed one = deaf.await(TransportEvent.Closed.class);
            List<TransportEvent.Closed> both =
                    deaf.skipped.stream().anyMatch(TransportEvent.Closed.class::isInstance)
                            ? List.of(one)
                            : List.of(one, deaf.await(TransportEvent.Closed.class));
            assertThat(both).anySatisfy(c -> assertThat(c.connection()).isSameAs(first));
        }
    }

    @Test
    void nioCarriesTheSameAsEpoll() throws Exception {
        try (EventLoops loops = new EventLoops(1, "radio-net", false);
                TestNode node = TestNode.on(loops, 52);
                TestNode child = TestNode.on(loops, 53)) {
            child.dial(node);
            Connection toChild = node.opened();
            for (int i = 0; i < 100; i++) {
                Chunk chunk = TwoNodesTest.chunk(i, 3000);
                assertThat(toChild.sendChunk(ChunkClass.HISTORY, 1, chunk, NEVER)).isTrue();
                assertThat(child.message(Message.Push.class).chunk().bytes())
                        .isEqualTo(chunk.bytes());
            }
        }
    }
}
