package radio.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import radio.wire.ChunkClass;
import radio.wire.Message;

/// Whole swarms through joins, losses and returns.
class SwarmTest {
    private static final int SEEDS = 200;

    private static void assertUnbroken(long seed, Swarm.Node node, long epoch) {
        // What was pulled comes out of order; who plays it puts it in order again.
        List<Long> heard = node.sequences(epoch).stream().sorted().toList();
        assertThat(heard).as("seed %d, node %d", seed, node.number).isNotEmpty();
        assertThat(heard)
                .as("seed %d, node %d", seed, node.number)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(heard.getFirst(), heard.getLast()).boxed().toList());
    }

    private static void assertUpToDate(long seed, Swarm.Node source, Swarm.Node node) {
        assertThat(
                        source.sequence
                                - node.sequences(source.epoch).stream()
                                        .max(Long::compare)
                                        .orElse(0L))
                .as("seed %d: chunks that node %d is behind", seed, node.number)
                .isLessThan(25);
    }

    @Test
    void chainOfThreeWithOneSlotEachCarriesEveryChunkToTheLast() {
        Swarm swarm = Swarm.seeded(1);
        Swarm.Node source = swarm.source(1);
        List<Swarm.Node> listeners = swarm.listeners(3, 1);
        assertThat(swarm.runUntil(3_000, Swarm::everybodyOnAir)).isNotNegative();
        swarm.runMillis(10_000);
        assertThat(listeners.stream().map(node -> node.overlay.hop().orElse(-1)))
                .containsExactlyInAnyOrder(1, 2, 3);
        for (Swarm.Node node : listeners) {
            assertUnbroken(1, node, 1);
            assertUpToDate(1, source, node);
            assertThat(node.count(Counter.DUPLICATE_CHUNK)).isZero();
            assertThat(node.overlay.children().size()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void twelveListenersWithTwoSlotsAllHearEverything() {
        for (long seed = 0; seed < 20; seed++) {
            Swarm swarm = Swarm.seeded(seed);
            Swarm.Node source = swarm.source(2);
            List<Swarm.Node> listeners = swarm.listeners(12, 2);
            assertThat(swarm.runUntil(5_000, Swarm::everybodyOnAir))
                    .as("seed %d", seed)
                    .isNotNegative();
            swarm.runMillis(5_000);
            assertThat(source.childrenPeak).isEqualTo(2);
            for (Swarm.Node node : listeners) {
                assertUnbroken(seed, node, 1);
                assertUpToDate(seed, source, node);
            }
        }
    }

    @Test
    void survivorsOfThreeKilledInnerNodesHaveParentsSoonAndMissNothing() {
        List<Long> slowest = new ArrayList<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            slowest.add(killThree(seed, false));
        }
        slowest.sort(null);
        assertThat(slowest.getLast()).isLessThan(3_000);
    }

    @Test
    void survivorsOfThreeSilentCrashesHaveParentsSoonAfterTheSilenceIsNoticed() {
        for (long seed = 0; seed < 50; seed++) {
            // Two seconds of silence come first.
            assertThat(killThree(seed, true)).as("seed %d", seed).isBetween(1_000L, 5_500L);
        }
    }

    private static long killThree(long seed, boolean silently) {
        Swarm swarm = Swarm.seeded(seed);
        Swarm.Node source = swarm.source(2);
        swarm.listeners(12, 2);
        assertThat(swarm.runUntil(6_000, Swarm::everybodyOnAir))
                .as("seed %d", seed)
                .isNotNegative();
        swarm.runMillis(3_000);
        List<Swarm.Node> inner = new ArrayList<>(swarm.inner());
        SplittableRandom choice = new SplittableRandom(seed);
        for (int i = 0; i < 3; i++) {
            Swarm.Node victim = inner.remove(choice.nextInt(inner.size()));
            if (silently) {
                victim.crash();
            } else {
                victim.kill();
            }
        }
        swarm.runMillis(silently ? 1_000 : 100);
        long took = swarm.runUntil(8_000, Swarm::allParentsAlive) + (silently ? 1_000 : 100);
        swarm.runMillis(6_000);
        assertThat(source.childrenPeak).isLessThanOrEqualTo(2);
        for (Swarm.Node node : swarm.listeners()) {
            assertUnbroken(seed, node, 1);
            assertUpToDate(seed, source, node);
        }
        return took;
    }

    @Test
    void chainOfTwelveWithOneSlotEachHealsWhenThreeAreKilled() {
        for (long seed = 0; seed < 50; seed++) {
            Swarm swarm = Swarm.seeded(seed);
            Swarm.Node source = swarm.source(1);
            swarm.listeners(12, 1);
            assertThat(swarm.runUntil(20_000, Swarm::everybodyOnAir))
                    .as("seed %d", seed)
                    .isNotNegative();
            swarm.runMillis(2_000);
            SplittableRandom choice = new SplittableRandom(seed);
            List<Swarm.Node> inner = new ArrayList<>(swarm.inner());
            for (int i = 0; i < 3; i++) {
                inner.remove(choice.nextInt(inner.size())).kill();
            }
            swarm.runMillis(100);
            assertThat(swarm.runUntil(8_000, Swarm::allParentsAlive))
                    .as("seed %d", seed)
                    .isNotNegative();
            swarm.runMillis(10_000);
            for (Swarm.Node node : swarm.listeners()) {
                assertUpToDate(seed, source, node);
            }
        }
    }

    @Test
    void listenersAreBackFiveSecondsAfterASourceReturnsInANewEpoch() {
        for (long seed = 0; seed < 50; seed++) {
            Swarm swarm = Swarm.seeded(seed);
            Swarm.Node source = swarm.source(2);
            List<Swarm.Node> listeners = swarm.listeners(12, 2);
            swarm.runMillis(6_000);
            source.kill();
            swarm.runMillis(1_000 + seed * 100);
            Swarm.Node again = swarm.source(source.number, 2, 2);
            assertThat(swarm.runUntil(5_000, Swarm::everybodyOnAir))
                    .as("seed %d", seed)
                    .isNotNegative();
            swarm.runMillis(5_000);
            for (Swarm.Node node : listeners) {
                assertUnbroken(seed, node, 1);
                assertUnbroken(seed, node, 2);
                assertUpToDate(seed, again, node);
                assertThat(node.headers).hasSize(2);
            }
        }
    }

    @Test
    void listenersAreBackAfterTheSourceWasAwayForTwentySeconds() {
        for (long seed = 0; seed < 30; seed++) {
            Swarm swarm = Swarm.seeded(seed);
            Swarm.Node source = swarm.source(2);
            List<Swarm.Node> listeners = swarm.listeners(12, 2);
            swarm.runMillis(6_000);
            source.kill();
            int before = listeners.stream().mapToInt(node -> node.dials).sum();
            swarm.runMillis(20_000);
            int dials = listeners.stream().mapToInt(node -> node.dials).sum() - before;
            assertThat(dials).as("seed %d: dials in 20 s without a source", seed).isLessThan(1_000);
            Swarm.Node again = swarm.source(source.number, 2, 2);
            assertThat(swarm.runUntil(5_000, Swarm::everybodyOnAir))
                    .as("seed %d", seed)
                    .isNotNegative();
            swarm.runMillis(3_000);
            for (Swarm.Node node : listeners) {
                assertUpToDate(seed, again, node);
            }
        }
    }

    @Test
    void fiftyListenersOfAllKindsHearEverything() {
        for (long seed = 0; seed < 30; seed++) {
            Swarm swarm = Swarm.seeded(seed).delay(10, 80);
            Swarm.Node source = swarm.source(4);
            SplittableRandom kinds = new SplittableRandom(seed);
            for (int i = 0; i < 50; i++) {
                if (kinds.nextInt(10) == 0) {
                    swarm.hiddenListener(2);
                } else {
                    swarm.listener(kinds.nextInt(4));
                }
                swarm.runMillis(kinds.nextInt(200));
            }
            assertThat(swarm.runUntil(20_000, Swarm::everybodyOnAir))
                    .as("seed %d", seed)
                    .isNotNegative();
            swarm.runMillis(8_000);
            // One more while a displaced one is served a little longer.
            assertThat(source.childrenPeak).isLessThanOrEqualTo(4 + 1);
            for (Swarm.Node node : swarm.listeners()) {
                assertUpToDate(seed, source, node);
            }
        }
    }

    @Test
    void leavesThatCameFirstMakeRoomForThoseWhoServe() {
        Swarm swarm = Swarm.seeded(3);
        Swarm.Node source = swarm.source(2);
        swarm.listeners(2, 0);
        swarm.runMillis(3_000);
        swarm.listeners(6, 2);
        assertThat(swarm.runUntil(10_000, Swarm::everybodyOnAir)).isNotNegative();
        swarm.runMillis(5_000);
        assertThat(source.count(Counter.DISPLACED)).isPositive();
        for (Swarm.Node node : swarm.listeners()) {
            assertUpToDate(3, source, node);
        }
    }

    @Test
    void frozenListenerHarmsNobodyAndComesBackAtTheLiveEdge() {
        for (long seed = 0; seed < 30; seed++) {
            Swarm swarm = Swarm.seeded(seed);
            Swarm.Node source = swarm.source(2);
            swarm.listeners(8, 2);
            swarm.runMillis(5_000);
            Swarm.Node frozen = swarm.inner().getFirst();
            frozen.freeze();
            swarm.runMillis(20_000);
            frozen.thaw();
            assertThat(swarm.runUntil(3_000, Swarm::everybodyOnAir))
                    .as("seed %d", seed)
                    .isNotNegative();
            swarm.runMillis(5_000);
            assertThat(frozen.notices(Notice.StoodStill.class)).hasSize(1);
            assertThat(frozen.notices(Notice.SkippedToLive.class)).as("seed %d", seed).isNotEmpty();
            for (Swarm.Node node : swarm.listeners()) {
                assertUpToDate(seed, source, node);
                if (node != frozen) {
                    assertUnbroken(seed, node, 1);
                }
            }
        }
    }

    /// However much stood in its socket: that is old, and what was made after it is too.
    @Test
    void listenerFrozenAsItJoinedDoesNotAskForWhatNobodyWillHear() {
        for (long seed = 0; seed < 10; seed++) {
            for (int seconds = 9; seconds <= 12; seconds++) {
                Swarm swarm = Swarm.seeded(seed);
                swarm.source(3);
                swarm.runMillis(5_000);
                Swarm.Node frozen = swarm.listener(0);
                assertThat(swarm.runUntil(3_000, _ -> !frozen.sequences(1).isEmpty()))
                        .isNotNegative();
                frozen.freeze();
                swarm.runMillis(seconds * 1_000L);
                frozen.thaw();
                swarm.runMillis(5_000);
                List<Long> heard = frozen.sequences(1).stream().sorted().toList();
                long missed = heard.getLast() - heard.getFirst() + 1 - heard.size();
                // Its parent gave it up after two seconds, and a burst is a second.
                assertThat(missed)
                        .as("seed %d, %d s", seed, seconds)
                        .isBetween(10L * (seconds - 4), 10L * (seconds - 2));
            }
        }
    }

    @Test
    void shortlyFrozenListenerMissesNothing() {
        Swarm swarm = Swarm.seeded(4);
        Swarm.Node source = swarm.source(1);
        List<Swarm.Node> listeners = swarm.listeners(3, 1);
        swarm.runMillis(4_000);
        Swarm.Node frozen = swarm.inner().getFirst();
        frozen.freeze();
        swarm.runMillis(1_500);
        frozen.thaw();
        swarm.runMillis(4_000);
        for (Swarm.Node node : listeners) {
            assertUnbroken(4, node, 1);
            assertUpToDate(4, source, node);
        }
    }

    @Test
    void lateJoinerHearsTheLastSecondFirst() {
        Swarm swarm = Swarm.seeded(5);
        Swarm.Node source = swarm.source(2);
        swarm.listeners(4, 2);
        swarm.runMillis(30_000);
        Swarm.Node late = swarm.listener(2);
        long live = source.sequence;
        swarm.runMillis(3_000);
        assertThat(live - late.sequences(1).getFirst()).isBetween(3L, 14L);
        assertUnbroken(5, late, 1);
        assertUpToDate(5, source, late);
    }

    @Test
    void polluterIsCutOffByItsChildrenAtItsFirstForgedChunk() {
        Swarm swarm = Swarm.seeded(6);
        Swarm.Node source = swarm.source(2);
        swarm.listeners(6, 2);
        swarm.runMillis(5_000);
        Swarm.Node polluter = swarm.inner().getFirst();
        Swarm.Node child =
                swarm.listeners().stream()
                        .filter(node -> polluter.overlay.children().contains(node.id))
                        .findFirst()
                        .orElseThrow();
        polluter.say(
                child.id,
                new Message.Push(
                        ChunkClass.LIVE, 1, Fakes.chunk(1, source.sequence + 1, Fakes.OTHER_KEY)));
        swarm.runMillis(6_000);
        assertThat(child.count(Counter.FORGED)).isEqualTo(1);
        assertThat(child.overlay.parent()).isPresent().isNotEqualTo(Optional.of(polluter.id));
        for (Swarm.Node node : swarm.listeners()) {
            assertUnbroken(6, node, 1);
            assertUpToDate(6, source, node);
        }
    }

    @Test
    void orphanedSubtreeDoesNotStormTheSource() {
        for (long seed = 0; seed < 20; seed++) {
            Swarm swarm = Swarm.seeded(seed);
            Swarm.Node source = swarm.source(3);
            swarm.listeners(40, 3);
            assertThat(swarm.runUntil(10_000, Swarm::everybodyOnAir)).isNotNegative();
            swarm.runMillis(3_000);
            int before = source.accepted;
            Swarm.Node victim =
                    swarm.inner().stream()
                            .filter(node -> node.overlay.hop().orElse(0) == 1)
                            .findFirst()
                            .orElseThrow();
            victim.kill();
            swarm.runMillis(100);
            assertThat(swarm.runUntil(5_000, Swarm::allParentsAlive)).isNotNegative();
            assertThat(source.accepted - before).as("seed %d", seed).isLessThanOrEqualTo(6);
        }
    }

    @Test
    void swarmInConstantChangeSettlesWithEverybodyOnAir() {
        for (long seed = 0; seed < 60; seed++) {
            Swarm swarm = Swarm.seeded(seed).delay(5, 60);
            Swarm.Node source = swarm.source(3);
            SplittableRandom fate = new SplittableRandom(seed);
            swarm.listeners(15, 2);
            List<Swarm.Node> frozen = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                swarm.runMillis(50 + fate.nextInt(500));
                List<Swarm.Node> present = swarm.listeners();
                Swarm.Node one = present.get(fate.nextInt(present.size()));
                switch (fate.nextInt(8)) {
                    case 0 -> one.kill();
                    case 1 -> one.crash();
                    case 2 -> one.leave();
                    case 3 -> {
                        one.freeze();
                        frozen.add(one);
                    }
                    case 4 -> {
                        frozen.forEach(Swarm.Node::thaw);
                        frozen.clear();
                    }
                    default -> swarm.listener(fate.nextInt(4));
                }
                if (swarm.listeners().size() < 8) {
                    swarm.listeners(5, 2);
                }
            }
            frozen.forEach(Swarm.Node::thaw);
            swarm.listeners(5, 3);
            assertThat(swarm.runUntil(20_000, Swarm::allParentsAlive))
                    .as("seed %d", seed)
                    .isNotNegative();
            swarm.runMillis(8_000);
            for (Swarm.Node node : swarm.listeners()) {
                assertUpToDate(seed, source, node);
            }
        }
    }

    @Test
    void sameSeedGivesTheSameEffects() {
        assertThat(traceOf(11)).isEqualTo(traceOf(11)).isNotEqualTo(traceOf(12));
    }

    private static long traceOf(long seed) {
        Swarm swarm = Swarm.seeded(seed);
        swarm.source(2);
        List<Swarm.Node> listeners = swarm.listeners(12, 2);
        swarm.runMillis(5_000);
        listeners.get(1).kill();
        listeners.get(4).crash();
        swarm.runMillis(8_000);
        return swarm.traceHash();
    }
}
