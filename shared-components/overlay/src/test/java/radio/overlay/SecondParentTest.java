package radio.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import radio.wire.ChunkClass;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.Reason;

/// A node that wants two parents: peer 0, the source, is not among them; 1 is the first.
class SecondParentTest {
    private final Bench bench = onAir();

    private static Bench onAir() {
        Bench bench = Bench.listener(settings -> settings.withResilience(Resilience.DUAL));
        bench.give(new Event.PeerUp(Fakes.peer(1), Fakes.contact(1), true, 1, Fakes.address(1)));
        bench.hear(1, new Message.Header(Fakes.header(1, 0)));
        bench.hear(1, new Message.Grafted(0, 1, 0, 0, path(0, 1)));
        return bench;
    }

    private static List<Contact> path(int... peers) {
        return Arrays.stream(peers).mapToObj(Fakes::contact).toList();
    }

    private void push(int from, long sequence) {
        bench.hear(from, new Message.Push(ChunkClass.LIVE, 2, Fakes.chunk(1, sequence)));
    }

    /// A link that has room, as its HAVE says; it is asked for a slot within three seconds.
    private void offer(int peer) {
        bench.link(peer);
        for (int i = 0; i < 30 && bench.said(peer, Message.Graft.class).isEmpty(); i++) {
            push(1, i);
            bench.hear(peer, new Message.Have(0, 1, i, i + 1, -1L, 50, 3));
            bench.runMillis(100);
        }
        assertThat(bench.said(peer, Message.Graft.class)).hasSize(1);
    }

    private void accept(int peer, int... path) {
        bench.hear(peer, new Message.Grafted(0, 1, 0, 0, path(path)));
    }

    @Test
    void linkByAnotherWayBecomesTheSecondOne() {
        offer(7);
        accept(7, 0, 3, 7);
        assertThat(bench.overlay.secondParent()).contains(Fakes.peer(7));
        assertThat(bench.overlay.parent()).contains(Fakes.peer(1));
        assertThat(bench.overlay.hop()).hasValue(2);
        assertThat(bench.notices(Notice.SecondFound.class))
                .containsExactly(new Notice.SecondFound(Fakes.peer(7)));
    }

    @Test
    void whoListensToTheFirstOneIsNoSecond() {
        offer(7);
        accept(7, 0, 1, 7);
        assertThat(bench.overlay.secondParent()).isEmpty();
        assertThat(bench.said(7, Message.Prune.class)).hasSize(1);
    }

    @Test
    void whatTheSecondOneBringsFirstIsTakenAndTheOtherIsNot() {
        offer(7);
        accept(7, 0, 3, 7);
        long next = bench.overlay.nextSequence().orElseThrow();
        push(7, next);
        push(1, next);
        push(1, next + 1);
        push(7, next + 1);
        assertThat(bench.overlay.nextSequence()).hasValue(next + 2);
        assertThat(bench.count(Counter.DUPLICATE_CHUNK)).isEqualTo(2);
        assertThat(bench.count(Counter.UNSOLICITED)).isZero();
    }

    @Test
    void secondOneTakesThePlaceOfTheFirstAtOnce() {
        offer(7);
        accept(7, 0, 3, 7);
        bench.forget();
        bench.give(new Event.PeerLost(Fakes.peer(1), Reason.LOST));
        assertThat(bench.overlay.parent()).contains(Fakes.peer(7));
        assertThat(bench.overlay.secondParent()).isEmpty();
        assertThat(bench.overlay.path()).hasSize(4);
        assertThat(bench.overlay.phase()).isEqualTo(Phase.ON_AIR);
        long next = bench.overlay.nextSequence().orElseThrow();
        push(7, next);
        assertThat(bench.overlay.nextSequence()).hasValue(next + 1);
        assertThat(bench.said(7, Message.Graft.class)).as("it pushes already").isEmpty();
    }

    @Test
    void silentFirstOneIsLeftForTheSecond() {
        offer(7);
        accept(7, 0, 3, 7);
        long next = bench.overlay.nextSequence().orElseThrow();
        for (int i = 0; i < 6; i++) {
            bench.runMillis(100);
            push(7, next + i);
        }
        assertThat(bench.overlay.parent()).contains(Fakes.peer(7));
        assertThat(bench.said(1, Message.Prune.class)).hasSize(1);
        assertThat(bench.notices(Notice.ParentLost.class))
                .containsExactly(new Notice.ParentLost(Fakes.peer(1), Notice.Loss.SILENT));
    }

    @Test
    void secondOneWhoseWayLeadsThroughUsIsGivenUp() {
        offer(7);
        accept(7, 0, 3, 7);
        bench.hear(7, new Message.Path(0, path(0, 3, Bench.SELF, 7)));
        assertThat(bench.overlay.secondParent()).isEmpty();
        assertThat(bench.said(7, Message.Prune.class)).hasSize(1);
        assertThat(bench.overlay.parent()).isEqualTo(Optional.of(Fakes.peer(1)));
    }

    @Test
    void nobodyCallsAtTheBootstrapAddressForASecondOne() {
        bench.forget();
        for (int i = 0; i < 200; i++) {
            push(1, i);
            bench.runMillis(100);
        }
        assertThat(bench.effects(Effect.Connect.class)).isEmpty();
    }
}
