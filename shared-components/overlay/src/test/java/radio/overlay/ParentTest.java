package radio.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import radio.wire.ChunkClass;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.PeerId;
import radio.wire.Reason;
import radio.wire.Refusal;

/// Finding, keeping and losing a parent, seen from the child.
class ParentTest {
    private static Contact roomy(int peer, int freeSlots) {
        return new Contact(Fakes.peer(peer), List.of(Fakes.address(peer)), true, freeSlots);
    }

    private static Message refused(Contact... others) {
        return new Message.Refused(0, Refusal.FULL, 250, List.of(others));
    }

    private static List<Optional<PeerId>> dialled(Bench bench) {
        return bench.effects(Effect.Connect.class).stream().map(Effect.Connect::expected).toList();
    }

    private static List<Contact> path(int... peers) {
        return IntStream.of(peers).mapToObj(Fakes::contact).toList();
    }

    @Test
    void newcomerDialsTheBootstrapAddressAndAsksForASlotThere() {
        Bench bench = Bench.listener();
        assertThat(bench.effects(Effect.Connect.class))
                .containsExactly(new Effect.Connect(Optional.empty(), List.of(Fakes.address(0))));
        bench.up(0, true);
        assertThat(bench.said(0, Message.Graft.class)).containsExactly(new Message.Graft(0, 0, 0));
        assertThat(bench.said(0, Message.Ping.class))
                .extracting(Message.Ping::freeSlots)
                .containsExactly(4);
    }

    @Test
    void refusalLeadsToTheAlternativesThoseWithRoomFirstAndNobodyTwice() {
        Bench bench = Bench.listener();
        bench.up(0, true);
        bench.hear(0, refused(roomy(1, 0), roomy(2, 3)));
        assertThat(bench.disconnects(0)).hasSize(1);
        assertThat(dialled(bench)).endsWith(Optional.of(Fakes.peer(2)));
        bench.up(2, true);
        bench.hear(2, refused(roomy(1, 0), roomy(0, 5), roomy(2, 5)));
        bench.runMillis(100);
        assertThat(dialled(bench))
                .containsExactly(
                        Optional.empty(), Optional.of(Fakes.peer(2)), Optional.of(Fakes.peer(1)));
    }

    @Test
    void atMostThreeConnectionsAreOpenedSideBySideUnlessTheFirstOnesAreSlow() {
        Bench bench = Bench.listener();
        bench.up(0, true);
        bench.hear(0, refused(roomy(1, 1), roomy(2, 1), roomy(3, 1), roomy(4, 1), roomy(5, 1)));
        // The third is dialled after half a second; that the first is slow then makes no place yet.
        bench.runMillis(250 + 240);
        assertThat(dialled(bench)).hasSize(1 + 2);
        bench.runMillis(20);
        assertThat(dialled(bench)).hasSize(1 + 3);
        bench.runMillis(1_000);
        assertThat(dialled(bench)).hasSize(1 + 5);
    }

    @Test
    void onlyOnePeerAtATimeIsAskedForASlot() {
        Bench bench = Bench.listener();
        bench.up(0, true);
        bench.hear(0, refused(roomy(1, 1), roomy(2, 1)));
        bench.runMillis(300);
        bench.up(1, true);
        bench.up(2, true);
        int first = bench.said(1, Message.Graft.class).isEmpty() ? 2 : 1;
        int second = 3 - first;
        assertThat(bench.said(second, Message.Graft.class)).isEmpty();
        bench.hear(first, refused());
        assertThat(bench.said(second, Message.Graft.class)).hasSize(1);
    }

    @Test
    void connectionsLeftOverAreClosedWhenAParentIsFound() {
        Bench bench = Bench.listener();
        bench.up(0, true);
        bench.hear(0, refused(roomy(1, 1), roomy(2, 1), roomy(3, 1)));
        bench.runMillis(600);
        bench.up(1, true);
        bench.up(2, true);
        int first = bench.said(1, Message.Graft.class).isEmpty() ? 2 : 1;
        bench.hear(first, new Message.Grafted(0, 1, 0, 0, path(0, first)));
        assertThat(bench.overlay.parent()).contains(Fakes.peer(first));
        assertThat(bench.overlay.hop()).hasValue(2);
        assertThat(bench.disconnects(3 - first)).hasSize(1);
        bench.up(3, true);
        assertThat(bench.disconnects(3)).as("came too late").hasSize(1);
        assertThat(bench.overlay.peers()).isEqualTo(1);
    }

    @Test
    void graftWithoutAnAnswerIsTakenBack() {
        Bench bench = Bench.listener();
        bench.up(0, true);
        bench.runMillis(1_100);
        assertThat(bench.said(0, Message.Prune.class)).hasSize(1);
        assertThat(bench.disconnects(0)).hasSize(1);
        assertThat(bench.count(Counter.NO_ANSWER)).isEqualTo(1);
    }

    @Test
    void pausesGrowAndStayUnderThreeSeconds() {
        Bench bench = Bench.listener();
        long longest = 0;
        long before = 0;
        for (int round = 0; round < 12; round++) {
            int dials = dialled(bench).size();
            bench.give(new Event.DialFailed(List.of(Fakes.address(0)), Reason.LOST, 0, List.of()));
            while (dialled(bench).size() == dials) {
                bench.runMillis(1);
            }
            longest = bench.now() - before;
            before = bench.now();
            assertThat(longest).isLessThanOrEqualTo(3_010 * Bench.MILLI);
        }
        assertThat(longest).as("the last pause").isGreaterThan(1_000 * Bench.MILLI);
    }

    @Test
    void bootstrapAddressesTakeTurns() {
        Bench bench = Bench.listener();
        bench.give(new Event.Leave());
        Overlay overlay =
                new Overlay(
                        OverlaySettings.defaults(),
                        Fakes.contact(Bench.SELF),
                        Fakes.STATION,
                        false,
                        Fakes.VERIFIER,
                        new java.util.SplittableRandom(5));
        List<Effect> effects =
                overlay.handle(
                        new Event.Start(List.of(Fakes.address(0), Fakes.address(1)), List.of()), 0);
        assertThat(effects)
                .contains(new Effect.Connect(Optional.empty(), List.of(Fakes.address(0))));
        effects =
                overlay.handle(
                        new Event.DialFailed(List.of(Fakes.address(0)), Reason.LOST, 0, List.of()),
                        1);
        assertThat(effects)
                .contains(new Effect.Connect(Optional.empty(), List.of(Fakes.address(1))));
    }

    @Test
    void orphanAsksItsGrandparentFirst() {
        Bench bench = Bench.listener();
        bench.up(0, true);
        bench.hear(0, refused(roomy(3, 1)));
        bench.up(3, true);
        bench.hear(3, new Message.Grafted(0, 1, 0, 0, path(0, 1, 2, 3)));
        bench.hear(3, new Message.Alternatives(0, List.of(roomy(7, 2))));
        bench.forget();
        bench.give(new Event.PeerLost(Fakes.peer(3), Reason.LOST));
        bench.runMillis(600);
        assertThat(dialled(bench))
                .containsExactly(
                        Optional.of(Fakes.peer(2)),
                        Optional.of(Fakes.peer(7)),
                        Optional.of(Fakes.peer(1)));
        assertThat(bench.notices(Notice.ParentLost.class))
                .containsExactly(new Notice.ParentLost(Fakes.peer(3), Notice.Loss.CLOSED));
    }

    @Test
    void nodeLeavesAParentWhosePathLeadsThroughItself() {
        Bench bench = Bench.listenerOfSource();
        bench.graft(9, 0, 0);
        bench.forget();
        bench.hear(0, new Message.Path(0, path(8, Bench.SELF, 0)));
        assertThat(bench.overlay.parent()).isEmpty();
        assertThat(bench.said(0, Message.Prune.class)).hasSize(1);
        assertThat(bench.said(9, Message.Path.class))
                .containsExactly(new Message.Path(0, List.of()));
        assertThat(bench.count(Counter.LOOP)).isEqualTo(1);
    }

    @Test
    void graftedThroughItselfIsNotAccepted() {
        Bench bench = Bench.listener();
        bench.up(0, true);
        bench.hear(0, new Message.Grafted(0, 1, 0, 0, path(8, Bench.SELF, 0)));
        assertThat(bench.overlay.parent()).isEmpty();
        assertThat(bench.said(0, Message.Prune.class)).hasSize(1);
    }

    @Test
    void twoOrphansThatAskEachOtherBothRefuse() {
        Bench bench = Bench.listener();
        bench.up(0, true);
        bench.hear(0, refused(roomy(5, 1)));
        bench.up(5, true);
        assertThat(bench.said(5, Message.Graft.class)).hasSize(1);
        bench.hear(5, new Message.Graft(0, 0, 0));
        assertThat(bench.said(5, Message.Refused.class))
                .extracting(Message.Refused::refusal)
                .containsExactly(Refusal.NO_ROUTE);
        bench.hear(5, new Message.Refused(0, Refusal.NO_ROUTE, 500, List.of()));
        assertThat(bench.overlay.parent()).isEmpty();
        assertThat(bench.overlay.children()).isEmpty();
    }

    @Test
    void childrenWaitForAnOrphanAndThenLookThemselves() {
        Bench bench = Bench.listenerOfSource();
        bench.hear(0, new Message.Path(0, path(1, 0)));
        bench.forget();
        bench.hear(0, new Message.Path(0, List.of()));
        assertThat(bench.overlay.phase()).isEqualTo(Phase.WAITING);
        aliveFor(bench, 5_500);
        assertThat(dialled(bench)).isEmpty();
        aliveFor(bench, 3_000);
        assertThat(dialled(bench)).isNotEmpty();
        assertThat(bench.overlay.parent()).as("still attached").isPresent();
        bench.hear(0, new Message.Path(0, path(1, 0)));
        assertThat(bench.overlay.phase()).isEqualTo(Phase.ON_AIR);
        int dials = dialled(bench).size();
        aliveFor(bench, 5_000);
        assertThat(dialled(bench)).hasSize(dials);
    }

    private static void aliveFor(Bench bench, long millis) {
        for (long i = 0; i < millis; i += 100) {
            bench.runMillis(100);
            bench.hear(0, new Message.Ping(1, 0));
        }
    }

    @Test
    void displacedChildLooksForAnotherParentAmongTheAlternatives() {
        Bench bench = Bench.listenerOfSource();
        bench.hear(0, new Message.Alternatives(0, List.of(roomy(4, 1))));
        bench.forget();
        bench.hear(0, new Message.Prune(0));
        assertThat(bench.notices(Notice.ParentLost.class))
                .containsExactly(new Notice.ParentLost(Fakes.peer(0), Notice.Loss.PRUNED));
        assertThat(dialled(bench)).contains(Optional.of(Fakes.peer(4)));
    }

    @Test
    void replacedConnectionOfTheParentIsAskedAtOnce() {
        Bench bench = Bench.listenerOfSource();
        bench.hear(0, new Message.Push(ChunkClass.LIVE, 1, Fakes.chunk(1, 7)));
        bench.forget();
        bench.up(0, false);
        assertThat(bench.said(0, Message.Graft.class)).containsExactly(new Message.Graft(0, 1, 8));
    }

    @Test
    void silentParentIsDroppedAfterTwoSeconds() {
        Bench bench = Bench.listenerOfSource();
        bench.runMillis(1_900);
        assertThat(bench.overlay.parent()).isPresent();
        assertThat(bench.said(0, Message.Ping.class)).hasSizeGreaterThan(3);
        bench.runMillis(200);
        assertThat(bench.overlay.parent()).isEmpty();
        assertThat(bench.disconnects(0))
                .extracting(Effect.Disconnect::reason)
                .containsExactly(Reason.TIMEOUT);
    }

    @Test
    void nodeThatStoodStillReadsWhatIsQueuedBeforeItDeclaresAnybodyDead() {
        Bench bench = Bench.listenerOfSource();
        bench.runMillis(400);
        bench.standStillMillis(20_000);
        bench.give(new Event.TimerFired());
        assertThat(bench.overlay.parent()).isPresent();
        assertThat(bench.count(Counter.STOOD_STILL)).isEqualTo(1);
        bench.runMillis(1_900);
        assertThat(bench.overlay.parent()).isPresent();
        bench.runMillis(200);
        assertThat(bench.overlay.parent()).isEmpty();
    }

    /// Six seconds on air from the source, whose chunks take 400 ms. Peer 7 is a link with room
    /// that says it gets them in 50.
    ///
    /// @param ahead how many chunks it has that the source has not brought yet
    private static Bench besideOneWhoClaimsToBeNearer(int ahead) {
        Bench bench = Bench.listenerOfSource();
        bench.link(7);
        for (int i = 0; i < 60; i++) {
            besideOneWhoClaimsToBeNearer(bench, i, ahead);
        }
        return bench;
    }

    private static void besideOneWhoClaimsToBeNearer(Bench bench, int chunk, int ahead) {
        bench.hear(0, new Message.Push(ChunkClass.LIVE, 1, Fakes.chunk(1, chunk)));
        bench.hear(7, new Message.Have(0, 1, chunk + ahead, 64, -1L, 50, 2));
        bench.runMillis(10);
        bench.answerPings(0, Swarm.WALL + (chunk * 100 + 410) * Bench.MILLI);
        bench.answerPings(7, 0);
        bench.runMillis(90);
    }

    @Test
    void whoHasChunksLongBeforeTheParentBringsThemIsAskedToBeTheParent() {
        Bench bench = besideOneWhoClaimsToBeNearer(3);
        assertThat(bench.said(7, Message.Graft.class)).isNotEmpty();
    }

    @Test
    void whoOnlyClaimsToBeNearerIsNot() {
        // A wrong idea of the source's clock is enough for that, and it would spread to all below.
        Bench bench = besideOneWhoClaimsToBeNearer(0);
        assertThat(bench.said(7, Message.Graft.class)).isEmpty();
    }

    @Test
    void parentToWhichWeComeBackIsNotSentAway() {
        Bench bench = Bench.listener();
        bench.give(new Event.PeerUp(Fakes.peer(0), Fakes.contact(0), true, 1, Fakes.address(0)));
        bench.hear(0, new Message.Header(Fakes.header(1, 0)));
        bench.hear(0, new Message.Grafted(0, 1, 0, 0, path(0)));
        bench.link(7);
        int chunk = 0;
        for (; bench.said(7, Message.Graft.class).isEmpty(); chunk++) {
            besideOneWhoClaimsToBeNearer(bench, chunk, 3);
        }
        bench.hear(7, new Message.Grafted(0, 1, chunk + 3, 0, path(0, 7)));
        assertThat(bench.overlay.parent()).contains(Fakes.peer(7));
        assertThat(bench.said(0, Message.Prune.class)).as("it brings what 7 will not").isEmpty();
        bench.forget();
        bench.hear(7, new Message.Move(0, 2_000, List.of(roomy(0, 1))));
        assertThat(bench.said(0, Message.Graft.class)).hasSize(1);
        bench.hear(0, new Message.Grafted(0, 1, chunk, 0, path(0)));
        assertThat(bench.overlay.parent()).contains(Fakes.peer(0));
        bench.runMillis(100);
        assertThat(bench.said(0, Message.Prune.class)).isEmpty();
        assertThat(bench.said(7, Message.Prune.class)).hasSize(1);
    }

    @Test
    void whoFoundADeeperPlaceAsksAgainForThatOfTheParentItLost() {
        Bench bench = Bench.listener();
        bench.up(0, true);
        bench.hear(0, new Message.Header(Fakes.header(1, 0)));
        bench.hear(0, new Message.Grafted(0, 1, 0, 0, path(8, 0)));
        bench.link(7);
        bench.hear(0, new Message.Push(ChunkClass.LIVE, 2, Fakes.chunk(1, 0)));
        bench.hear(7, new Message.Have(0, 1, 0, 1, 1L, 50, 2));
        bench.forget();
        bench.give(new Event.PeerLost(Fakes.peer(0), Reason.LOST));
        bench.hear(7, new Message.Grafted(0, 1, 1, 0, path(8, 5, 6, 7)));
        assertThat(bench.overlay.parent()).contains(Fakes.peer(7));
        bench.give(new Event.DialFailed(List.of(Fakes.address(8)), Reason.LOST, 0, List.of()));
        bench.forget();
        // Its own parent does not know yet that the place is free.
        stay(bench, 500);
        assertThat(dialled(bench)).isEmpty();
        stay(bench, 400);
        assertThat(dialled(bench)).containsExactly(Optional.of(Fakes.peer(8)));
        bench.up(8, true);
        assertThat(bench.said(8, Message.Graft.class)).hasSize(1);
        bench.hear(8, new Message.Grafted(0, 1, 1, 0, path(8)));
        assertThat(bench.overlay.parent()).contains(Fakes.peer(8));
        assertThat(bench.overlay.hop()).hasValue(1);
    }

    private static void stay(Bench bench, long millis) {
        for (long i = 0; i < millis; i += 50) {
            bench.hear(7, new Message.Ping(1, 0));
            bench.runMillis(50);
        }
    }

    @Test
    void linkThatDoesNotSayWhatThereIsIsNotAskedForASlot() {
        Bench bench = Bench.listenerOfSource();
        bench.link(7);
        bench.link(8);
        bench.hear(0, new Message.Push(ChunkClass.LIVE, 1, Fakes.chunk(1, 0)));
        bench.runMillis(10);
        bench.answerPings(7, 0);
        bench.answerPings(8, 0);
        bench.hear(7, new Message.Have(0, 1, 0, 1, 1L, 10, 2));
        bench.hear(8, new Message.Have(0, 1, 0, 1, 1L, 50, 2));
        while (bench.said(8, Message.Pull.class).isEmpty()) {
            bench.runMillis(10);
        }
        assertThat(bench.said(7, Message.Pull.class)).as("all are asked").hasSize(1);
        bench.hear(8, new Message.Have(0, 1, 0, 1, 1L, 50, 2));
        bench.runMillis(400);
        bench.give(new Event.PeerLost(Fakes.peer(0), Reason.LOST));
        assertThat(bench.said(7, Message.Graft.class)).isEmpty();
        assertThat(bench.said(8, Message.Graft.class)).hasSize(1);
    }
}
