package radio.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import radio.wire.Air;
import radio.wire.StreamInfo;

class AirOrderTest {
    private static final long DELAY_NANOS = 1_000_000_000;
    private static final long MARGIN_NANOS = 50_000_000;

    private final AirOrder order = new AirOrder(20, new ByMediaTime());

    /// One that comes in its turn, as far as is known.
    private List<Air> arrive(long epoch, long sequence) {
        return order.arrived(Chunks.chunk(epoch, sequence), Chunks.STREAM, sequence);
    }

    @Test
    void chunksInOrderAreHeardAtOnce() {
        assertThat(names(arrive(7, 3))).containsExactly("3");
        assertThat(names(arrive(7, 4))).containsExactly("4");
        assertThat(order.missed()).isZero();
    }

    @Test
    void earlyChunkWaitsForTheOneBeforeIt() {
        arrive(7, 0);
        assertThat(arrive(7, 2)).isEmpty();
        assertThat(names(arrive(7, 1))).containsExactly("1", "2");
    }

    @Test
    void burstThatALiveChunkHasOvertakenIsHeardFromItsBeginning() {
        assertThat(order.arrived(Chunks.chunk(7, 8), Chunks.STREAM, 5)).isEmpty();
        assertThat(names(arrive(7, 5))).containsExactly("5");
        assertThat(names(arrive(7, 6))).containsExactly("6");
        assertThat(names(arrive(7, 7))).containsExactly("7", "8");
        assertThat(order.late() + order.missed()).isZero();
    }

    @Test
    void whatOfTheBurstDoesNotComeInTimeIsNotMissing() {
        assertThat(order.arrived(Chunks.chunk(7, 8), Chunks.STREAM, 5)).isEmpty();
        long dueOfFirst = DELAY_NANOS + 500_000_000;
        assertThat(order.deadlineNanos()).isEqualTo(dueOfFirst - MARGIN_NANOS);
        assertThat(order.passed(dueOfFirst)).isEmpty();
        assertThat(names(arrive(7, 6))).containsExactly("6");
        assertThat(names(order.passed(dueOfFirst + 200_000_000))).containsExactly("-7", "8");
        assertThat(order.missed()).isEqualTo(1);
    }

    @Test
    void claimOfAFarBeginningIsNotBelieved() {
        assertThat(names(order.arrived(Chunks.chunk(7, 100), Chunks.STREAM, 79)))
                .containsExactly("100");
    }

    @Test
    void holeBecomesMissingWhenItsDeadlinePassesAndNotBefore() {
        arrive(7, 0);
        arrive(7, 3);
        long dueOfHole = DELAY_NANOS + 100_000_000;
        assertThat(order.deadlineNanos()).isEqualTo(dueOfHole - MARGIN_NANOS);
        assertThat(order.passed(dueOfHole - MARGIN_NANOS - 1)).isEmpty();

        List<Air> first = order.passed(dueOfHole - MARGIN_NANOS);
        assertThat(names(first)).containsExactly("-1");
        assertThat(first.getFirst().mediaTime()).isEqualTo(Chunks.SAMPLES);
        assertThat(first.getFirst().samples()).isEqualTo(Chunks.SAMPLES);
        assertThat(names(order.passed(dueOfHole + 100_000_000))).containsExactly("-2", "3");
        assertThat(order.missed()).isEqualTo(2);
        assertThat(order.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void chunkAfterItsDeadlineIsLateAndNotHeard() {
        arrive(7, 0);
        arrive(7, 2);
        order.passed(DELAY_NANOS + 100_000_000);
        assertThat(arrive(7, 1)).isEmpty();
        assertThat(order.late()).isEqualTo(1);
    }

    @Test
    void newEpochEndsTheOldOneAndStartsAtItsFirstChunk() {
        arrive(7, 100);
        arrive(7, 102);
        assertThat(names(arrive(8, 0))).containsExactly("-101", "102", "0");
        assertThat(arrive(7, 103)).isEmpty();
        assertThat(order.late()).isEqualTo(1);
    }

    @Test
    void jumpOverMoreThanTheBoundIsCountedAndNotFilled() {
        arrive(7, 0);
        assertThat(names(arrive(7, 1_000_000))).containsExactly("1000000");
        assertThat(order.missed()).isEqualTo(999_999);
    }

    @Test
    void waitingChunksAreBounded() {
        arrive(7, 0);
        List<Air> air = new ArrayList<>();
        for (int sequence = 2; sequence <= 22; sequence++) {
            air.addAll(arrive(7, sequence));
        }
        assertThat(names(air)).startsWith("-1", "2").hasSize(22);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOrderOfArrivalGivesEachNumberOnceAndInOrder(long seed) {
        Random random = new Random(seed);
        List<Integer> arrivals = new ArrayList<>(IntStream.range(1, 400).boxed().toList());
        for (int from = 0; from < arrivals.size(); from += 10) {
            Collections.shuffle(
                    arrivals.subList(from, Math.min(from + 15, arrivals.size())), random);
        }
        List<Air> air = new ArrayList<>(arrive(7, 0));
        for (int sequence : arrivals) {
            if (random.nextInt(10) > 0) {
                air.addAll(arrive(7, sequence));
            }
            if (random.nextInt(10) == 0) {
                air.addAll(arrive(7, sequence));
            }
        }
        air.addAll(order.passed(Long.MAX_VALUE - 1));
        for (int i = 0; i < air.size(); i++) {
            assertThat(air.get(i).id().sequence()).as("seed %d", seed).isEqualTo(i);
            assertThat(air.get(i).mediaTime())
                    .as("seed %d", seed)
                    .isEqualTo((long) i * Chunks.SAMPLES);
        }
        assertThat(air.stream().filter(Air.Missing.class::isInstance).count())
                .as("seed %d", seed)
                .isEqualTo(order.missed());
    }

    private static List<String> names(List<Air> air) {
        return air.stream()
                .map(item -> (item instanceof Air.Missing ? "-" : "") + item.id().sequence())
                .toList();
    }

    /// Media time 0 was captured at nanosecond 0.
    private static final class ByMediaTime implements AirOrder.Schedule {
        @Override
        public long capturedNanos(StreamInfo stream, long mediaTime) {
            return stream.nanosOf(mediaTime);
        }

        @Override
        public long dueNanos(StreamInfo stream, long mediaTime) {
            return stream.nanosOf(mediaTime) + DELAY_NANOS;
        }
    }
}
