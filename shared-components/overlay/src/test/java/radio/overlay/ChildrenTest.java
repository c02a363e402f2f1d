package radio.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import radio.wire.ChunkClass;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.Reason;
import radio.wire.Refusal;

/// Taking, refusing and serving children, seen from the parent.
class ChildrenTest {
    private static void broadcast(Bench bench, long from, long to) {
        for (long i = from; i <= to; i++) {
            bench.give(new Event.Broadcast(Fakes.chunk(1, i)));
        }
    }

    private static List<Refusal> refusals(Bench bench, int peer) {
        return bench.said(peer, Message.Refused.class).stream()
                .map(Message.Refused::refusal)
                .toList();
    }

    /// Every sequence number pushed to a peer, in order.
    private static List<Long> pushed(Bench bench, int peer) {
        return bench.effects(Effect.SendChunks.class).stream()
                .filter(effect -> effect.peer().equals(Fakes.peer(peer)))
                .flatMap(effect ->
                        IntStream.range(0, effect.count())
                                .mapToObj(i -> effect.firstSequence() + i))
                .toList();
    }

    private static List<Long> range(long first, long last) {
        return java.util.stream.LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static void serving(Bench bench, int peer, int freeSlots) {
        bench.up(peer, false);
        bench.hear(peer, new Message.Ping(1, freeSlots));
        bench.hear(peer, new Message.Graft(0, 0, 0));
    }

    @Test
    void uploadLimitsTheChildrenBesideTheSlots() {
        long rate = Fakes.header(1, 0).streams().getFirst().bitrateBitsPerSecond();
        // 70 % of three times the stream's rate carry two children.
        Bench bench =
                Bench.source(settings -> settings.withSlots(4).withUploadBitsPerSecond(3 * rate));
        serving(bench, 1, 1);
        serving(bench, 2, 1);
        serving(bench, 3, 1);
        assertThat(bench.overlay.children()).containsExactly(Fakes.peer(1), Fakes.peer(2));
        assertThat(refusals(bench, 3)).containsExactly(Refusal.FULL);
    }

    @Test
    void graftBeyondTheSlotsIsRefusedAtOnceWithThoseThatHaveRoomFirst() {
        Bench bench = Bench.source(3);
        serving(bench, 1, 1);
        serving(bench, 2, 4);
        serving(bench, 3, 0);
        bench.hear(1, new Message.Ping(2, 0));
        serving(bench, 4, 2);
        assertThat(bench.overlay.children()).hasSize(3);
        Message.Refused refused = bench.said(4, Message.Refused.class).getFirst();
        assertThat(refused.refusal()).isEqualTo(Refusal.FULL);
        assertThat(refused.alternatives().stream().map(Contact::peer))
                .as("peer 3 never had room: it serves nobody")
                .containsExactly(Fakes.peer(2), Fakes.peer(1));
    }

    @Test
    void slotIsFreeTheMomentItsChildIsGone() {
        Bench bench = Bench.source(1);
        bench.graft(1, 0, 0);
        bench.graft(2, 0, 0);
        bench.give(new Event.PeerLost(Fakes.peer(1), Reason.LOST));
        bench.graft(3, 0, 0);
        assertThat(bench.overlay.children()).containsExactly(Fakes.peer(3));
        bench.hear(3, new Message.Prune(0));
        bench.graft(4, 0, 0);
        assertThat(bench.overlay.children()).containsExactly(Fakes.peer(4));
    }

    @Test
    void chunksAreOwedUntilTheChildHasCaughtUp() {
        Bench bench = Bench.source(3);
        broadcast(bench, 0, 29);
        assertThat(bench.overlay.owesChunks()).isFalse();
        bench.graft(1, 1, 0);
        assertThat(bench.overlay.owesChunks()).isTrue();
        // At twice the stream's pace; kept alive as a child would.
        for (int i = 0; i < 20; i++) {
            bench.hear(1, new Message.Ping(i, 0));
            bench.runMillis(100);
        }
        assertThat(bench.overlay.owesChunks()).isFalse();
        assertThat(pushed(bench, 1)).isEqualTo(range(0, 29));
    }

    @Test
    void nodeWithoutSlotsServesNobody() {
        Bench bench = Bench.listenerOfSource(settings -> settings.withSlots(0));
        bench.graft(1, 0, 0);
        assertThat(refusals(bench, 1)).containsExactly(Refusal.LEAF);
        assertThat(bench.overlay.freeSlots()).isZero();
    }

    @Test
    void ancestorsAreRefused() {
        Bench bench = Bench.listenerOfSource();
        bench.hear(0, new Message.Path(0, List.of(Fakes.contact(8), Fakes.contact(0))));
        bench.graft(8, 0, 0);
        bench.hear(0, new Message.Graft(0, 0, 0));
        assertThat(refusals(bench, 8)).containsExactly(Refusal.LOOP);
        assertThat(refusals(bench, 0)).containsExactly(Refusal.LOOP);
    }

    @Test
    void otherStreamsAreRefused() {
        Bench bench = Bench.source(4);
        bench.up(1, false);
        bench.hear(1, new Message.Graft(3, 0, 0));
        assertThat(refusals(bench, 1)).containsExactly(Refusal.NO_STREAM);
    }

    @Test
    void orphanRefusesButKeepsTheChildrenItHas() {
        Bench bench = Bench.listenerOfSource();
        bench.graft(1, 0, 0);
        bench.give(new Event.PeerLost(Fakes.peer(0), Reason.LOST));
        assertThat(bench.overlay.children()).containsExactly(Fakes.peer(1));
        assertThat(bench.said(1, Message.Path.class))
                .containsExactly(new Message.Path(0, List.of()));
        bench.graft(2, 0, 0);
        assertThat(refusals(bench, 2)).containsExactly(Refusal.NO_ROUTE);
    }

    @Test
    void nobodyIsDeeperThanThePathCanSay() {
        Bench bench = Bench.listenerOfSource();
        bench.graft(1, 0, 0);
        List<Contact> longest =
                IntStream.rangeClosed(1, MessageCodec.MAX_PATH)
                        .mapToObj(i -> Fakes.contact((1_000 + i) % (1_000 + 64)))
                        .toList();
        assertThat(longest.getLast().peer()).isEqualTo(Fakes.peer(0));
        bench.hear(0, new Message.Path(0, longest));
        assertThat(bench.overlay.hop()).hasValue(64);
        assertThat(bench.overlay.children()).as("sent away").isEmpty();
        assertThat(bench.said(1, Message.Prune.class)).hasSize(1);
        bench.graft(2, 0, 0);
        assertThat(refusals(bench, 2)).containsExactly(Refusal.NO_ROUTE);
    }

    @Test
    void whoWantsNothingIsDisconnectedSoon() {
        Bench bench = Bench.source(2);
        bench.up(1, false);
        for (int i = 0; i < 60; i++) {
            bench.runMillis(100);
            bench.hear(1, new Message.Ping(i, 0));
        }
        assertThat(bench.disconnects(1)).hasSize(1);
        assertThat(bench.count(Counter.IDLE)).isEqualTo(1);
    }

    @Test
    void connectionsAreBounded() {
        Bench bench = Bench.source(settings -> settings.withSlots(2).withMaxPeers(10));
        bench.graft(1, 0, 0);
        for (int i = 2; i < 100; i++) {
            bench.up(i, false);
        }
        assertThat(bench.overlay.peers()).isEqualTo(10);
        assertThat(bench.overlay.children()).containsExactly(Fakes.peer(1));
        assertThat(bench.count(Counter.TOO_MANY_PEERS)).isEqualTo(89);
    }

    @Test
    void newcomerBeginsALittleBackAndGetsWhatIsNewBesideIt() {
        Bench bench = Bench.source(2);
        broadcast(bench, 0, 99);
        bench.graft(1, 0, 0);
        Message.Grafted grafted = bench.said(1, Message.Grafted.class).getFirst();
        assertThat(grafted.firstSequence()).isEqualTo(92);
        assertThat(pushed(bench, 1)).as("credit").containsExactlyElementsOf(range(92, 94));
        bench.runMillis(100);
        assertThat(pushed(bench, 1)).containsExactlyElementsOf(range(92, 96));
        broadcast(bench, 100, 100);
        assertThat(pushed(bench, 1)).as("live at once").endsWith(96L, 100L);
        bench.runMillis(100);
        assertThat(pushed(bench, 1)).endsWith(96L, 100L, 97L, 98L);
        for (int i = 101; i < 120; i++) {
            broadcast(bench, i, i);
            bench.hear(1, new Message.Ping(i, 0));
            bench.runMillis(100);
        }
        assertThat(pushed(bench, 1)).containsExactlyInAnyOrderElementsOf(range(92, 119));
        List<Effect.SendChunks> pushes = bench.effects(Effect.SendChunks.class);
        assertThat(pushes.getFirst().chunkClass()).isEqualTo(ChunkClass.HISTORY);
        assertThat(pushes.getLast().chunkClass()).isEqualTo(ChunkClass.LIVE);
    }

    @Test
    void sourceAsksItsOldestChildToGoFiveMinutesAfterOthersWereSentAway() {
        Bench bench = Bench.source(2);
        for (int i = 1; i <= 2; i++) {
            bench.link(i);
            bench.hear(i, new Message.Graft(0, 0, 0));
            bench.hear(i, new Message.Ping(1, 4));
        }
        keepAlive(bench, 70);
        assertThat(bench.said(1, Message.Move.class)).as("nobody wanted in").isEmpty();
        bench.graft(3, 0, 0);
        assertThat(bench.said(3, Message.Refused.class)).hasSize(1);
        keepAlive(bench, 299);
        assertThat(bench.said(1, Message.Move.class)).isEmpty();
        keepAlive(bench, 2);
        assertThat(bench.said(1, Message.Move.class)).hasSize(1);
        assertThat(bench.said(2, Message.Move.class)).isEmpty();
        assertThat(bench.count(Counter.ROTATED)).isEqualTo(1);
        bench.graft(4, 0, 0);
        assertThat(bench.said(4, Message.Grafted.class)).hasSize(1);
        keepAlive(bench, 3);
        assertThat(bench.said(1, Message.Prune.class)).hasSize(1);
    }

    private static void keepAlive(Bench bench, int seconds) {
        for (int i = 0; i < 2 * seconds; i++) {
            bench.runMillis(500);
            bench.hear(1, new Message.Ping(i, 4));
            bench.hear(2, new Message.Ping(i, 4));
        }
    }

    @Test
    void childFarBehindGetsAllInOrderAtTwiceTheRateUntilABurstIsLeft() {
        Bench bench = Bench.source(2);
        broadcast(bench, 0, 99);
        bench.graft(1, 1, 70);
        for (int i = 100; i < 126; i++) {
            broadcast(bench, i, i);
            bench.hear(1, new Message.Ping(i, 0));
            bench.runMillis(100);
        }
        List<Long> all = pushed(bench, 1);
        // 3 of credit and 2 in each tenth of a second, in which one more is made.
        assertThat(all.subList(0, 41)).containsExactlyElementsOf(range(70, 110));
        assertThat(all).containsExactlyInAnyOrderElementsOf(range(70, 125));
        assertThat(all.indexOf(119L)).as("live before old").isLessThan(all.indexOf(111L));
    }

    @Test
    void returningChildGoesOnWhereItStopped() {
        Bench bench = Bench.source(2);
        broadcast(bench, 0, 99);
        bench.graft(1, 1, 60);
        assertThat(bench.said(1, Message.Grafted.class).getFirst().firstSequence()).isEqualTo(60);
        bench.runMillis(1_900);
        bench.hear(1, new Message.Ping(1, 0));
        bench.runMillis(1_900);
        assertThat(pushed(bench, 1)).containsExactlyElementsOf(range(60, 99));
        broadcast(bench, 100, 101);
        assertThat(pushed(bench, 1)).containsExactlyElementsOf(range(60, 101));
    }

    @Test
    void childThatAsksForMoreThanTheRingHoldsGetsTheOldestKept() {
        Bench bench = Bench.source(2);
        broadcast(bench, 0, 999);
        bench.graft(1, 1, 5);
        assertThat(bench.said(1, Message.Grafted.class).getFirst().firstSequence()).isEqualTo(700);
    }

    @Test
    void childAheadOfUsWaitsForItsNextChunk() {
        Bench bench = Bench.source(2);
        broadcast(bench, 0, 9);
        bench.graft(1, 1, 12);
        broadcast(bench, 10, 13);
        assertThat(pushed(bench, 1)).containsExactly(12L, 13L);
    }

    @Test
    void absurdWishBeginsAtTheLiveEdge() {
        Bench bench = Bench.source(2);
        broadcast(bench, 0, 99);
        bench.graft(1, 1, Long.MAX_VALUE - 1);
        assertThat(bench.said(1, Message.Grafted.class).getFirst().firstSequence()).isEqualTo(92);
    }

    @Test
    void childOfALaterEpochIsSentElsewhere() {
        Bench bench = Bench.source(2);
        bench.graft(1, 2, 0);
        assertThat(refusals(bench, 1)).containsExactly(Refusal.NO_ROUTE);
    }

    @Test
    void newEpochIsPassedOnAtOnceAndBeginsWithItsFirstChunk() {
        Bench bench = Bench.source(2);
        broadcast(bench, 0, 9);
        bench.graft(1, 0, 0);
        bench.runMillis(1_000);
        bench.forget();
        bench.give(new Event.Announce(Fakes.header(2, 0)));
        assertThat(bench.said(1, Message.Header.class)).hasSize(1);
        bench.give(new Event.Broadcast(Fakes.chunk(2, 0)));
        assertThat(bench.effects(Effect.SendChunks.class))
                .containsExactly(new Effect.SendChunks(Fakes.peer(1), 0, 2, 0, 1, ChunkClass.LIVE));
    }

    @Test
    void leafMakesRoomForAnAskerThatServesWhenNobodyBelowHasRoom() {
        Bench bench = Bench.source(1);
        serving(bench, 1, 0);
        serving(bench, 2, 3);
        assertThat(bench.overlay.children()).containsExactly(Fakes.peer(2));
        assertThat(bench.said(1, Message.Prune.class)).hasSize(1);
        assertThat(bench.said(1, Message.Alternatives.class).getLast().contacts())
                .extracting(Contact::peer)
                .containsExactly(Fakes.peer(2));
        serving(bench, 3, 0);
        assertThat(refusals(bench, 3)).containsExactly(Refusal.FULL);
    }

    @Test
    void leavingNodeTellsItsChildrenWhomToAsk() {
        Bench bench = Bench.source(3);
        serving(bench, 1, 1);
        serving(bench, 2, 2);
        bench.give(new Event.Leave());
        assertThat(bench.said(1, Message.Alternatives.class).getLast().contacts())
                .extracting(Contact::peer)
                .containsExactly(Fakes.peer(2));
        assertThat(bench.disconnects(1)).hasSize(1);
        assertThat(bench.overlay.phase()).isEqualTo(Phase.LEFT);
        assertThat(bench.up(9, false)).isEmpty();
    }
}
