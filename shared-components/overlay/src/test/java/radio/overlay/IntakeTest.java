package radio.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import radio.wire.Chunk;
import radio.wire.ChunkClass;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.PeerId;
import radio.wire.Reason;
import radio.wire.Refusal;
import radio.wire.Signature;

/// What comes in: which chunks and headers are believed, delivered and passed on.
class IntakeTest {
    private static Message.Push push(Chunk chunk) {
        return new Message.Push(ChunkClass.LIVE, 1, chunk);
    }

    private static List<Long> delivered(Bench bench) {
        return bench.effects(Effect.Deliver.class).stream()
                .map(effect -> effect.chunk().id().sequence())
                .toList();
    }

    @Test
    void forgedChunkIsNeitherDeliveredNorForwardedAndItsSenderIsBanned() {
        Bench bench = Bench.listenerOfSource();
        bench.graft(1, 0, 0);
        bench.hear(0, push(Fakes.chunk(1, 0)));
        bench.forget();
        bench.hear(0, push(Fakes.chunk(1, 1, Fakes.OTHER_KEY)));
        assertThat(delivered(bench)).isEmpty();
        assertThat(bench.effects(Effect.SendChunks.class)).isEmpty();
        assertThat(bench.disconnects(0))
                .extracting(Effect.Disconnect::reason)
                .containsExactly(Reason.FORGED);
        assertThat(bench.count(Counter.FORGED)).isEqualTo(1);
        bench.runMillis(59_000);
        bench.up(0, false);
        assertThat(bench.count(Counter.BANNED)).isEqualTo(1);
        bench.runMillis(1_100);
        bench.up(0, false);
        assertThat(bench.count(Counter.BANNED)).isEqualTo(1);
    }

    @Test
    void forgedHeaderEndsTheAcquaintance() {
        Bench bench = Bench.listenerOfSource();
        bench.up(1, false);
        Message wrong = new Message.Header(Fakes.header(9, 0, Fakes.OTHER_KEY));
        bench.hear(1, wrong);
        assertThat(bench.count(Counter.FOREIGN_HEADER)).isEqualTo(1);
        assertThat(bench.overlay.header().orElseThrow().epoch()).isEqualTo(1);
    }

    @Test
    void chunksOfOthersThanTheParentAreUnsolicited() {
        Bench bench = Bench.listenerOfSource();
        bench.graft(1, 0, 0);
        bench.hear(1, push(Fakes.chunk(1, 0)));
        assertThat(delivered(bench)).isEmpty();
        assertThat(bench.count(Counter.UNSOLICITED)).isEqualTo(1);
    }

    @Test
    void chunkHeldAlreadyOrOlderThanTheRingIsDropped() {
        Bench bench = Bench.listenerOfSource();
        bench.hear(0, push(Fakes.chunk(1, 1_000)));
        bench.hear(0, push(Fakes.chunk(1, 1_000)));
        bench.hear(0, push(Fakes.chunk(1, 700)));
        assertThat(bench.count(Counter.DUPLICATE_CHUNK)).isEqualTo(2);
        assertThat(delivered(bench)).containsExactly(1_000L);
    }

    @Test
    void chunkOfAnEarlierEpochIsReplayed() {
        Bench bench = Bench.listenerOfSource();
        bench.hear(0, push(Fakes.chunk(1, 5)));
        bench.hear(0, new Message.Header(Fakes.header(2, 0)));
        bench.hear(0, push(Fakes.chunk(1, 6)));
        bench.hear(0, push(Fakes.chunk(3, 0)));
        bench.hear(0, push(Fakes.chunk(2, 0)));
        assertThat(bench.count(Counter.REPLAYED)).isEqualTo(1);
        assertThat(bench.count(Counter.UNKNOWN_EPOCH)).isEqualTo(1);
        assertThat(delivered(bench)).containsExactly(5L, 0L);
    }

    @Test
    void onlyANewerHeaderReplacesTheOneWeHave() {
        Bench bench = Bench.listenerOfSource();
        bench.graft(1, 0, 0);
        bench.forget();
        bench.hear(0, new Message.Header(Fakes.header(1, 0)));
        assertThat(bench.effects(Effect.NewHeader.class)).isEmpty();
        bench.hear(0, new Message.Header(Fakes.header(1, 3)));
        bench.hear(0, new Message.Header(Fakes.header(1, 2)));
        assertThat(bench.effects(Effect.NewHeader.class)).hasSize(1);
        assertThat(bench.count(Counter.STALE_HEADER)).isEqualTo(1);
        assertThat(bench.said(1, Message.Header.class)).hasSize(1);
    }

    @Test
    void chunkFarAheadCostsNoMemoryAndTheStreamGoesOnThere() {
        Bench bench = Bench.listenerOfSource();
        bench.graft(1, 0, 0);
        bench.hear(0, push(Fakes.chunk(1, 0)));
        bench.hear(0, push(Fakes.chunk(1, Long.MAX_VALUE - 2)));
        bench.hear(0, push(Fakes.chunk(1, Long.MAX_VALUE - 1)));
        assertThat(delivered(bench)).containsExactly(0L, Long.MAX_VALUE - 2, Long.MAX_VALUE - 1);
        assertThat(bench.effects(Effect.SendChunks.class)).hasSize(3);
    }

    @Test
    void shortBreakIsResumedAndALongOneSkipsToTheLiveEdge() {
        Bench bench = Bench.listenerOfSource();
        bench.hear(0, push(Fakes.chunk(1, 10)));
        bench.give(new Event.PeerLost(Fakes.peer(0), Reason.LOST));
        bench.runMillis(3_000);
        bench.up(0, true);
        assertThat(bench.said(0, Message.Graft.class).getLast())
                .isEqualTo(new Message.Graft(0, 1, 11));
        bench.hear(0, new Message.Grafted(0, 1, 11, 0, List.of(Fakes.contact(0))));
        bench.hear(0, new Message.Push(ChunkClass.HISTORY, 1, Fakes.chunk(1, 11)));
        bench.hear(0, push(Fakes.chunk(1, 12)));
        assertThat(bench.notices(Notice.Resumed.class)).containsExactly(new Notice.Resumed(11));
        assertThat(bench.notices(Notice.CatchingUp.class)).hasSize(1);
        assertThat(bench.notices(Notice.CaughtUp.class)).containsExactly(new Notice.CaughtUp(12));

        bench.give(new Event.PeerLost(Fakes.peer(0), Reason.LOST));
        bench.runMillis(6_000);
        bench.up(0, true);
        assertThat(bench.said(0, Message.Graft.class).getLast())
                .isEqualTo(new Message.Graft(0, 0, 0));
        bench.hear(0, new Message.Grafted(0, 1, 70, 0, List.of(Fakes.contact(0))));
        bench.hear(0, new Message.Push(ChunkClass.HISTORY, 1, Fakes.chunk(1, 70)));
        assertThat(bench.notices(Notice.SkippedToLive.class))
                .containsExactly(new Notice.SkippedToLive(57, 70));
    }

    /// As on a laptop whose lid was closed: its own clock stood still meanwhile.
    @Test
    void machineThatSleptGoesOnAtTheLiveEdgeByTheSourcesTime() {
        Bench bench = Bench.listenerOfSource();
        bench.answerPings(0, Swarm.WALL + bench.now());
        bench.hear(0, push(Fakes.chunk(1, 0)));
        bench.runMillis(600); // a ping is on its way
        long slept = 60_000_000_000L;
        bench.give(new Event.Slept(slept));
        assertThat(bench.notices(Notice.StoodStill.class))
                .containsExactly(new Notice.StoodStill(slept));
        bench.answerPings(0, Swarm.WALL + bench.now());
        bench.give(new Event.PeerLost(Fakes.peer(0), Reason.LOST));
        bench.runMillis(100);
        bench.up(0, true);
        assertThat(bench.said(0, Message.Graft.class).getLast())
                .isEqualTo(new Message.Graft(0, 0, 0));
        long there = Swarm.WALL + bench.now() + slept;
        bench.hear(0, new Message.Grafted(0, 1, 597, there, List.of(Fakes.contact(0))));
        assertThat(bench.overlay.sourceUnixNanos(bench.now())).hasValue(there);
        bench.hear(0, new Message.Push(ChunkClass.HISTORY, 1, Fakes.chunk(1, 597)));
        assertThat(bench.notices(Notice.SkippedToLive.class))
                .containsExactly(new Notice.SkippedToLive(596, 597));
    }

    @Test
    void wallClockThatIsSetCostsNothing() {
        Bench bench = Bench.listenerOfSource();
        bench.answerPings(0, Swarm.WALL + bench.now());
        bench.hear(0, push(Fakes.chunk(1, 0)));
        bench.give(new Event.Slept(3_600_000_000_000L));
        bench.runMillis(600);
        bench.answerPings(0, Swarm.WALL + bench.now());
        assertThat(bench.overlay.sourceUnixNanos(bench.now()).orElseThrow() - Swarm.WALL)
                .as("as before, but for half a round trip of 100 ms")
                .isEqualTo(bench.now() + 50_000_000);
        bench.give(new Event.PeerLost(Fakes.peer(0), Reason.LOST));
        bench.runMillis(100);
        bench.up(0, true);
        assertThat(bench.said(0, Message.Graft.class).getLast())
                .isEqualTo(new Message.Graft(0, 1, 1));
    }

    @Test
    void breakShorterThanTheStationsPlayoutDelayIsResumedWhateverTheSettings() {
        Bench bench = Bench.listenerOfSource(settings -> settings.withCatchUpNanos(0));
        long delayMillis = Fakes.header(1, 0).playoutDelayNanos() / 1_000_000;
        bench.hear(0, push(Fakes.chunk(1, 10)));
        bench.give(new Event.PeerLost(Fakes.peer(0), Reason.LOST));
        bench.runMillis(delayMillis - 100);
        bench.up(0, true);
        assertThat(bench.said(0, Message.Graft.class).getLast())
                .isEqualTo(new Message.Graft(0, 1, 11));
    }

    @Test
    void chunkOvertakenAtTheEndOfACatchUpIsWaitedForAndHoldsUpNobody() {
        Bench bench = Bench.listenerOfSource();
        bench.graft(1, 0, 0);
        bench.hear(0, new Message.Push(ChunkClass.HISTORY, 1, Fakes.chunk(1, 0)));
        bench.hear(0, push(Fakes.chunk(1, 2)));
        bench.hear(0, new Message.Push(ChunkClass.HISTORY, 1, Fakes.chunk(1, 1)));
        assertThat(delivered(bench)).containsExactly(0L, 2L, 1L);
        assertThat(
                        bench.effects(Effect.SendChunks.class).stream()
                                .map(Effect.SendChunks::firstSequence))
                .as("to the child as they come")
                .containsExactly(0L, 2L, 1L);
        assertThat(bench.count(Counter.HOLE)).isZero();
    }

    @Test
    void chunkThatNeverComesIsGivenUpAfterASecond() {
        Bench bench = Bench.listenerOfSource();
        bench.graft(1, 0, 0);
        bench.hear(0, new Message.Push(ChunkClass.HISTORY, 1, Fakes.chunk(1, 0)));
        bench.hear(0, push(Fakes.chunk(1, 2)));
        bench.runMillis(1_100);
        assertThat(bench.count(Counter.HOLE)).isEqualTo(1);
        assertThat(bench.notices(Notice.SkippedToLive.class))
                .containsExactly(new Notice.SkippedToLive(1, 2));
        assertThat(bench.effects(Effect.SendChunks.class).getLast().firstSequence()).isEqualTo(2);
    }

    @Test
    void hopsThatCannotBeAreReadAsOne() {
        Bench bench = Bench.listenerOfSource();
        bench.hear(0, new Message.Push(ChunkClass.LIVE, 0, Fakes.chunk(1, 0)));
        assertThat(bench.effects(Effect.Deliver.class).getFirst().hops()).isEqualTo(1);
    }

    @Test
    void floodOfMessagesIsDroppedAndThenCutOff() {
        Bench bench = Bench.listenerOfSource();
        bench.graft(1, 0, 0);
        bench.graft(2, 0, 0);
        for (int i = 0; i < 1_000; i++) {
            bench.hear(1, new Message.Ping(i, 1));
        }
        assertThat(bench.said(1, Message.Pong.class)).hasSizeLessThan(50);
        assertThat(bench.disconnects(1))
                .extracting(Effect.Disconnect::reason)
                .containsExactly(Reason.PROTOCOL);
        assertThat(bench.overlay.children()).containsExactly(Fakes.peer(2));
        bench.up(1, false);
        assertThat(bench.count(Counter.BANNED)).isEqualTo(1);
    }

    @Test
    void nonsenseOfAnyKindNeitherThrowsNorGrowsAnything() {
        for (long seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Bench bench = Bench.listenerOfSource();
            for (int i = 0; i < 3_000; i++) {
                int peer = random.nextInt(200);
                switch (random.nextInt(8)) {
                    case 0 -> bench.up(peer, random.nextBoolean());
                    case 1 -> bench.give(new Event.PeerLost(Fakes.peer(peer), Reason.LOST));
                    case 2 ->
                            bench.give(
                                    new Event.DialFailed(
                                            List.of(Fakes.address(peer)),
                                            Reason.LOST,
                                            0,
                                            List.of()));
                    case 3 -> bench.runMillis(random.nextInt(300));
                    default -> bench.hear(peer, nonsense(random));
                }
                bench.hear(0, nonsense(random));
                assertThat(bench.overlay.peers()).as("seed %d", seed).isLessThanOrEqualTo(132);
                assertThat(bench.overlay.children()).hasSizeLessThanOrEqualTo(4);
                assertThat(bench.last().stream().filter(Effect.Send.class::isInstance).count())
                        .isLessThan(400);
                bench.forget();
            }
        }
    }

    private static Message nonsense(SplittableRandom random) {
        List<Contact> contacts =
                random.ints(random.nextInt(6), 0, 60).mapToObj(Fakes::contact).toList();
        long number =
                switch (random.nextInt(4)) {
                    case 0 -> 0;
                    case 1 -> Long.MAX_VALUE;
                    case 2 -> random.nextLong(1_000);
                    default -> random.nextLong() >>> 1;
                };
        int small = random.nextInt(3);
        return switch (random.nextInt(13)) {
            case 0 -> new Message.Ping((int) (number & 0x7FFF_FFFF), random.nextInt(0x10000));
            case 1 -> new Message.Pong(small, number);
            case 2 -> new Message.Graft(0, small, number);
            case 3 -> new Message.Graft(0, number, 5);
            case 4 -> new Message.Grafted(0, number, number, number, contacts);
            case 5 ->
                    new Message.Refused(
                            0,
                            random.nextBoolean() ? Refusal.FULL : Refusal.LEAF,
                            Integer.MAX_VALUE,
                            contacts);
            case 6 -> new Message.Path(0, contacts);
            case 7 -> new Message.Alternatives(0, contacts);
            case 8 -> new Message.Prune(0);
            case 9 -> new Message.Header(Fakes.header(1 + small, small));
            case 10 -> push(Fakes.chunk(Math.max(1, small), Math.min(number, Long.MAX_VALUE - 9)));
            case 11 -> new Message.Proof(Signature.of(new byte[64]));
            default -> new Message.Unknown(99);
        };
    }

    @Test
    void messagesOfStrangersAreIgnored() {
        Bench bench = Bench.listener();
        PeerId stranger = Fakes.peer(42);
        bench.give(new Event.Received(stranger, new Message.Prune(0)));
        bench.give(new Event.PeerLost(stranger, Reason.LOST));
        assertThat(bench.count(Counter.STRAY)).isEqualTo(1);
    }
}
