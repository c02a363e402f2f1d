package radio.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.Reason;

/// Which links are kept, and how others become known.
class MembershipTest {
    private static Bench source() {
        return Bench.source(settings -> settings.withSlots(2));
    }

    private static void join(Bench bench, int peer) {
        bench.give(
                new Event.PeerUp(
                        Fakes.peer(peer), Fakes.contact(peer), false, 1, Fakes.address(peer)));
        bench.hear(peer, new Message.Join(4));
    }

    @Test
    void newcomerJoinsThroughWhomItDialled() {
        Bench bench = Bench.listener();
        bench.give(new Event.PeerUp(Fakes.peer(0), Fakes.contact(0), true, 1, Fakes.address(0)));
        assertThat(bench.said(0, Message.Join.class)).containsExactly(new Message.Join(4));
        bench.hear(0, new Message.NeighbourReply(true, List.of()));
        assertThat(bench.overlay.links()).containsExactly(Fakes.peer(0));
    }

    @Test
    void joinIsAcceptedByTheSourceAndGoesOnWalks() {
        Bench bench = source();
        join(bench, 1);
        join(bench, 2);
        bench.runMillis(100);
        join(bench, 3);
        assertThat(bench.overlay.links())
                .containsExactly(Fakes.peer(1), Fakes.peer(2), Fakes.peer(3));
        assertThat(bench.said(3, Message.NeighbourReply.class))
                .containsExactly(new Message.NeighbourReply(true, List.of()));
        assertThat(bench.said(1, Message.ForwardJoin.class))
                .extracting(walk -> walk.newcomer().peer())
                .contains(Fakes.peer(3));
    }

    @Test
    void fullSourceKeepsItsLinksAndSendsTheNewcomerOn() {
        Bench bench = source();
        for (int i = 1; i <= 20; i++) {
            join(bench, i);
            bench.runMillis(100);
            for (int j = 1; j <= i; j++) {
                bench.hear(j, new Message.Ping(i, 0));
            }
        }
        // Two slots and six beside them.
        assertThat(bench.overlay.links()).hasSize(8).doesNotContain(Fakes.peer(20));
        assertThat(bench.said(20, Message.NeighbourReply.class))
                .extracting(Message.NeighbourReply::accepted)
                .containsExactly(false);
    }

    @Test
    void joinMakesNoLinkAtAListener() {
        Bench bench = Bench.listenerOfSource(settings -> settings);
        bench.link(1);
        join(bench, 3);
        assertThat(bench.overlay.links()).doesNotContain(Fakes.peer(3));
        assertThat(bench.said(3, Message.NeighbourReply.class))
                .containsExactly(new Message.NeighbourReply(false, List.of()));
        assertThat(bench.said(1, Message.ForwardJoin.class))
                .extracting(walk -> walk.newcomer().peer())
                .containsExactly(Fakes.peer(3));
    }

    @Test
    void whoHasFewLinksTurnsToThoseAWalkHasBroughtBeforeThoseNearby() {
        Bench bench = Bench.listenerOfSource(settings -> settings);
        bench.hear(0, new Message.Alternatives(0, List.of(Fakes.contact(20))));
        bench.link(1);
        bench.hear(1, new Message.Shuffle(1, 0, List.of(Fakes.contact(10), Fakes.contact(11))));
        bench.forget();
        bench.runMillis(1_000);
        assertThat(bench.effects(Effect.Connect.class))
                .isNotEmpty()
                .allSatisfy(connect ->
                        assertThat(connect.expected())
                                .isIn(Optional.of(Fakes.peer(10)), Optional.of(Fakes.peer(11))));
    }

    @Test
    void walkEndsWithADialAndGoesOnBefore() {
        Bench bench = source();
        bench.link(1);
        bench.link(2);
        bench.hear(1, new Message.ForwardJoin(3, Fakes.contact(9)));
        assertThat(bench.said(2, Message.ForwardJoin.class))
                .containsExactly(new Message.ForwardJoin(2, Fakes.contact(9)));
        bench.hear(1, new Message.ForwardJoin(0, Fakes.contact(10)));
        assertThat(bench.effects(Effect.Connect.class))
                .extracting(Effect.Connect::candidates)
                .contains(List.of(Fakes.address(10)));
    }

    @Test
    void lostLinkIsReplacedByAnAcquaintance() {
        Bench bench = source();
        bench.link(1);
        bench.hear(1, new Message.Shuffle(1, 0, List.of(Fakes.contact(30), Fakes.contact(31))));
        bench.forget();
        bench.give(new Event.PeerLost(Fakes.peer(1), Reason.LOST));
        bench.runMillis(1_000);
        assertThat(bench.effects(Effect.Connect.class)).isNotEmpty();
        assertThat(bench.overlay.known())
                .extracting(Contact::peer)
                .contains(Fakes.peer(30), Fakes.peer(31));
    }

    @Test
    void answerToAShuffleWalksBackTheWayItCame() {
        Bench bench = source();
        bench.link(1);
        bench.link(2);
        bench.hear(1, new Message.Shuffle(5, 3, List.of(Fakes.contact(1))));
        assertThat(bench.said(2, Message.Shuffle.class))
                .extracting(Message.Shuffle::hopsLeft)
                .contains(2);
        Message.ShuffleReply answer = new Message.ShuffleReply(5, List.of(Fakes.contact(40)));
        bench.hear(2, answer);
        assertThat(bench.said(1, Message.ShuffleReply.class)).containsExactly(answer);
        bench.hear(2, answer);
        assertThat(bench.said(1, Message.ShuffleReply.class)).as("only once").hasSize(1);
    }

    /// A source with links to peers 1 to 5, of which 1 is also a child, that knows so many others.
    private static Bench sourceThatKnows(int others) {
        Bench bench = source();
        for (int peer = 1; peer <= 5; peer++) {
            bench.link(peer);
        }
        bench.hear(1, new Message.Graft(0, 0, 0));
        for (int peer = 100; peer < 100 + others; peer++) {
            bench.hear(1, new Message.Shuffle(peer, 0, List.of(Fakes.contact(peer))));
        }
        bench.forget();
        return bench;
    }

    /// A neighbour's own shuffle: it names itself, then its neighbours.
    private static Message.Shuffle ownShuffle(int peer, int neighbour) {
        return new Message.Shuffle(7, 6, List.of(Fakes.contact(peer), Fakes.contact(neighbour)));
    }

    @Test
    void linkThatClosesATriangleIsGivenUp() {
        Bench bench = sourceThatKnows(25);
        bench.hear(2, ownShuffle(2, 90));
        assertThat(bench.disconnects(2)).as("nobody in common").isEmpty();
        bench.hear(2, ownShuffle(2, 3));
        assertThat(bench.disconnects(2)).hasSize(1);
        assertThat(bench.count(Counter.TOO_NEAR)).isEqualTo(1);
        bench.hear(3, ownShuffle(3, 4));
        assertThat(bench.disconnects(3)).hasSize(1);
        bench.hear(4, ownShuffle(4, 1));
        assertThat(bench.disconnects(4)).as("there are few left").isEmpty();
    }

    @Test
    void linksOfTheTreeAndOfASmallSwarmAreKeptEvenSo() {
        Bench bench = sourceThatKnows(25);
        bench.hear(1, ownShuffle(1, 2));
        assertThat(bench.disconnects(1)).as("a child").isEmpty();
        Bench small = sourceThatKnows(10);
        small.hear(2, ownShuffle(2, 3));
        assertThat(small.disconnects(2)).isEmpty();
    }

    @Test
    void atMostTwoLinksLeadToOneRangeOfPublicAddresses() {
        Bench bench = source();
        for (int i = 1; i <= 4; i++) {
            bench.linkFrom(i, Candidate.parse("198.51.100." + i + ":7700"));
        }
        bench.linkFrom(5, Candidate.parse("198.51.101.1:7700"));
        for (int i = 6; i <= 8; i++) {
            bench.linkFrom(i, Candidate.parse("192.168.1." + i + ":7700"));
        }
        assertThat(bench.overlay.links())
                .containsExactly(
                        Fakes.peer(1),
                        Fakes.peer(2),
                        Fakes.peer(5),
                        Fakes.peer(6),
                        Fakes.peer(7),
                        Fakes.peer(8));
    }

    @Test
    void peerOfAnOlderMinorVersionIsServedAndNeverSentWhatItDoesNotKnow() {
        Bench bench = source();
        bench.graft(1, 0, 0);
        for (int i = 0; i < 20; i++) {
            bench.give(new Event.Broadcast(Fakes.chunk(1, i)));
            bench.runMillis(100);
            bench.hear(1, new Message.Ping(i, 0));
        }
        assertThat(bench.overlay.children()).containsExactly(Fakes.peer(1));
        assertThat(bench.overlay.links()).isEmpty();
        assertThat(bench.said(1))
                .noneMatch(message ->
                        message instanceof Message.Have
                                || message instanceof Message.Shuffle
                                || message instanceof Message.Neighbour
                                || message instanceof Message.Move);
    }
}
