package radio.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import radio.wire.ChunkClass;
import radio.wire.Message;
import radio.wire.Reason;

/// Holes, and who fills them.
class RepairTest {
    private static Message.Have have(long newest) {
        return new Message.Have(0, 1, newest, 64, -1L, 50, 2);
    }

    /// A PULL of nothing only asks what there is.
    private static boolean onlyAsks(Message.Pull pull) {
        return pull.mask() == 0;
    }

    private static void push(Bench bench, long sequence) {
        bench.hear(0, new Message.Push(ChunkClass.LIVE, 1, Fakes.chunk(1, sequence)));
    }

    /// Chunks 0 to 9 have come from the source in time, and peer 7 is a link.
    private static Bench onAirWithLink() {
        Bench bench = Bench.listenerOfSource();
        bench.link(7);
        for (int i = 0; i < 10; i++) {
            push(bench, i);
            bench.runMillis(100);
        }
        return bench;
    }

    private static List<Long> delivered(Bench bench) {
        return bench.effects(Effect.Deliver.class).stream()
                .map(deliver -> deliver.chunk().id().sequence())
                .toList();
    }

    @Test
    void lateChunkIsPulledFromTheLinkThatHasIt() {
        Bench bench = onAirWithLink();
        bench.hear(7, have(10));
        bench.runMillis(100);
        assertThat(bench.said(7, Message.Pull.class))
                .as("not late yet")
                .allMatch(RepairTest::onlyAsks);
        bench.runMillis(100);
        assertThat(bench.said(7, Message.Pull.class)).endsWith(new Message.Pull(0, 1, 10, 1));
        bench.hear(7, new Message.Push(ChunkClass.REPAIR, 3, Fakes.chunk(1, 10)));
        assertThat(delivered(bench)).endsWith(10L);
    }

    @Test
    void chunkThatOthersHaveLongBeforeUsIsNotPulledBeforeItIsLateHere() {
        Bench bench = onAirWithLink();
        for (int i = 10; i < 20; i++) {
            // The link is near the source: it has everything half a second earlier.
            bench.hear(7, have(i + 5));
            push(bench, i);
            bench.runMillis(100);
        }
        assertThat(bench.said(7, Message.Pull.class)).isEmpty();
    }

    @Test
    void pullWithoutAnAnswerGoesToTheNextHolder() {
        Bench bench = onAirWithLink();
        bench.link(8);
        bench.hear(7, have(10));
        bench.hear(8, have(10));
        bench.runMillis(600);
        assertThat(bench.said(7, Message.Pull.class)).isNotEmpty();
        assertThat(bench.said(8, Message.Pull.class)).isNotEmpty();
    }

    @Test
    void whoClaimsChunksThatCannotExistYetKeepsNobodyFromBeingAParent() {
        Bench bench = onAirWithLink();
        bench.answerPings(0, Swarm.WALL + bench.now());
        bench.link(8);
        bench.hear(8, new Message.Have(0, 1, 40, 64, -1L, 50, 0));
        bench.hear(7, have(10));
        bench.give(new Event.PeerLost(Fakes.peer(0), Reason.LOST));
        bench.runMillis(50);
        assertThat(bench.said(7, Message.Graft.class)).hasSize(1);
        assertThat(bench.said(8, Message.Pull.class))
                .as("what could just have been made")
                .containsOnly(new Message.Pull(0, 1, 11, 1));
    }

    @Test
    void parentThatLiesAboutTheClockHidesNoChunks() {
        Bench bench = Bench.listenerOfSource();
        bench.answerPings(0, Swarm.WALL - 3_600_000_000_000L);
        bench.link(7);
        push(bench, 0);
        for (int i = 1; i < 6; i++) {
            bench.runMillis(200);
            bench.hear(7, have(i));
            bench.runMillis(600);
            assertThat(bench.said(7, Message.Pull.class)).contains(new Message.Pull(0, 1, i, 1));
            bench.hear(7, new Message.Push(ChunkClass.REPAIR, 3, Fakes.chunk(1, i)));
        }
    }

    @Test
    void silenceMakesANodeAskItsLinksWhatThereIsLessAndLessOften() {
        Bench bench = onAirWithLink();
        bench.forget();
        bench.runMillis(95);
        assertThat(bench.said(7, Message.Pull.class)).as("the next is hardly late").isEmpty();
        bench.runMillis(905);
        List<Message.Pull> first = bench.said(7, Message.Pull.class);
        assertThat(first).hasSizeBetween(3, 5).containsOnly(new Message.Pull(0, 1, 10, 0));
        bench.forget();
        bench.runMillis(900);
        assertThat(bench.said(7, Message.Pull.class)).hasSizeLessThan(first.size());
    }

    @Test
    void whoAsksHearsEveryNewChunkAndNothingTwice() {
        Bench bench = onAirWithLink();
        bench.hear(7, new Message.Pull(0, 1, 9, 0));
        bench.runMillis(20);
        bench.forget();
        for (int i = 10; i < 15; i++) {
            bench.runMillis(100);
            push(bench, i);
            bench.runMillis(1);
        }
        assertThat(bench.said(7, Message.Have.class))
                .extracting(Message.Have::newest)
                .containsExactly(10L, 11L, 12L, 13L, 14L);
    }

    @Test
    void newChildIsToldWhatItsParentLacksItself() {
        Bench bench = onAirWithLink();
        push(bench, 11);
        bench.forget();
        bench.graft(8, 1, 8);
        assertThat(bench.said(8, Message.Have.class))
                .singleElement()
                .matches(have -> have.newest() == 11 && !have.holds(10) && have.holds(9));
        bench.graft(9, 1, 11);
        assertThat(bench.said(9, Message.Have.class)).as("nothing is missing").isEmpty();
    }

    @Test
    void whatANewParentLacksIsPulledAtOnce() {
        Bench bench = onAirWithLink();
        bench.link(8);
        bench.give(new Event.PeerLost(Fakes.peer(0), Reason.LOST));
        bench.hear(8, new Message.Have(0, 1, 12, 64, ~0b110L, 50, 2));
        bench.runMillis(20);
        assertThat(bench.said(8, Message.Graft.class)).hasSize(1);
        bench.forget();
        bench.hear(
                8, new Message.Grafted(0, 1, 10, 0, List.of(Fakes.contact(0), Fakes.contact(8))));
        bench.hear(8, new Message.Have(0, 1, 12, 64, ~0b110L, 50, 2));
        bench.hear(7, new Message.Have(0, 1, 12, 64, -1L, 50, 0));
        bench.runMillis(30);
        assertThat(bench.said(7, Message.Pull.class))
                .anyMatch(pull -> pull.first() == 10 && (pull.mask() & 0b11) == 0b11);
        assertThat(bench.said(8, Message.Pull.class)).isEmpty();
    }

    @Test
    void forgedAnswerToAPullIsNotDeliveredAndItsSenderIsBanned() {
        Bench bench = onAirWithLink();
        bench.hear(7, have(10));
        bench.runMillis(300);
        bench.hear(7, new Message.Push(ChunkClass.REPAIR, 3, Fakes.chunk(1, 10, Fakes.OTHER_KEY)));
        assertThat(delivered(bench)).doesNotContain(10L);
        assertThat(bench.disconnects(7)).hasSize(1);
        assertThat(bench.count(Counter.FORGED)).isEqualTo(1);
    }

    @Test
    void whatWasAskedForIsTakenHoweverMuchItIs() {
        Bench bench = onAirWithLink();
        bench.give(new Event.PeerLost(Fakes.peer(0), Reason.LOST));
        bench.hear(7, new Message.Have(0, 1, 69, 70, -1L, 50, 0));
        bench.runMillis(30);
        assertThat(bench.said(7, Message.Pull.class).getLast().mask()).isNotZero();
        for (int i = 10; i < 70; i++) {
            bench.hear(7, new Message.Push(ChunkClass.REPAIR, 3, Fakes.chunk(1, i)));
        }
        assertThat(delivered(bench)).hasSize(70);
        for (int i = 70; i < 200; i++) {
            bench.hear(7, new Message.Push(ChunkClass.REPAIR, 3, Fakes.chunk(1, i)));
        }
        assertThat(bench.count(Counter.OVER_QUOTA)).as("nobody asked for those").isPositive();
    }

    @Test
    void pullIsAnsweredWithWhatIsHeldAndNothingElse() {
        Bench bench = onAirWithLink();
        bench.forget();
        bench.hear(7, new Message.Pull(0, 1, 8, 0b111));
        assertThat(bench.effects(Effect.SendChunks.class))
                .extracting(Effect.SendChunks::firstSequence)
                .containsExactly(8L, 9L);
        assertThat(bench.effects(Effect.SendChunks.class))
                .allMatch(chunks -> chunks.chunkClass() == ChunkClass.REPAIR);
    }

    @Test
    void pullsGetNoMoreThanTheUploadAllows() {
        Bench bench = Bench.listenerOfSource(settings -> settings.withUploadBitsPerSecond(200_000));
        bench.link(7);
        for (int i = 0; i < 40; i++) {
            push(bench, i);
            bench.hear(7, new Message.Ping(i, 0));
            bench.runMillis(100);
        }
        bench.forget();
        bench.hear(7, new Message.Pull(0, 1, 0, -1L));
        assertThat(bench.effects(Effect.SendChunks.class)).hasSizeBetween(5, 30);
        assertThat(bench.count(Counter.PULL_REFUSED)).isEqualTo(1);
    }

    @Test
    void linkHearsTwiceASecondWhatIsHeldHere() {
        Bench bench = onAirWithLink();
        bench.forget();
        for (int i = 10; i < 20; i++) {
            push(bench, i);
            bench.hear(7, new Message.Ping(i, 0));
            bench.runMillis(100);
        }
        List<Message.Have> said = bench.said(7, Message.Have.class);
        assertThat(said).hasSizeBetween(2, 4);
        assertThat(said.getLast().holds(said.getLast().newest())).isTrue();
        assertThat(said.getLast().newest()).isGreaterThanOrEqualTo(16);
    }

    @Test
    void whoIsAnEpochBehindIsToldTheHeaderOnce() {
        Bench bench = onAirWithLink();
        bench.hear(0, new Message.Header(Fakes.header(2, 0)));
        bench.forget();
        bench.hear(7, have(10));
        bench.hear(7, have(11));
        assertThat(bench.said(7, Message.Header.class)).hasSize(1);
    }
}
