package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PacedPlayoutTest {

    private static final long MILLI = 1_000_000;
    private static final long DELAY = 1_000 * MILLI;
    private static final int RATE_PER_MILLI = Pcm.RATE / 1000;

    private final Station station = Station.onAir(40);
    private final List<Pcm> sent = new ArrayList<>();
    private final List<Long> sentAt = new ArrayList<>();
    private PacedPlayout playout = new PacedPlayout(0, 0, 0);
    private long now;

    @Test
    void everySampleIsSentExactlyWhenItIsDue() {
        for (int i = 0; i < 40; i++) {
            runUntil(i * 100L * MILLI + 37 * MILLI);
            playout.add(station.heard(i, DELAY));
        }
        playout.end();
        runUntil(DELAY + 5_000 * MILLI);
        short[] sound = Station.join(sent);
        int silence = (int) ((DELAY - 37 * MILLI) / MILLI) * RATE_PER_MILLI * 2;
        assertThat(Arrays.copyOfRange(sound, silence, sound.length))
                .isEqualTo(station.decode(0, 40));
        assertThat(Arrays.copyOf(sound, silence)).containsOnly(0);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(sentAt.get(i)).isEqualTo(sent.get(i).unixNanos());
        }
        assertThat(playout.status()).isEqualTo(new PlayerStatus(200, 49, 0, 0, 0, 0, 0));
    }

    @Test
    void blocksLeaveTheOutputsBufferBeforeTheyAreDueAndItIsFilledAtOnce() {
        playout = new PacedPlayout(200 * MILLI, 0, 0);
        for (int i = 0; i < 20; i++) {
            playout.add(station.heard(i, DELAY));
        }
        runUntil(0);
        assertThat(sent).hasSize(11);
        runUntil(900 * MILLI);
        for (int i = 11; i < sent.size(); i++) {
            assertThat(sentAt.get(i)).isEqualTo(sent.get(i).unixNanos() - 200 * MILLI);
        }
        assertThat(soundStart()).isEqualTo(DELAY);
    }

    @Test
    void blocksOfABatchLeaveTogetherAndSoundTheSame() {
        playout = new PacedPlayout(0, 100 * MILLI, 0);
        addAll(0, 20);
        runUntil(DELAY + 1900 * MILLI);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(sent.get(i).unixNanos() - sentAt.get(i)).isBetween(0L, 100 * MILLI);
        }
        assertThat(Set.copyOf(sentAt)).hasSizeLessThanOrEqualTo(sent.size() / 5);
        assertThat(soundStart()).isEqualTo(DELAY);
        assertTimeLineIsWhole();
        assertThat(playout.status().underruns()).isZero();
    }

    @Test
    void whatIsNotThereYetIsWaitedForAsLongAsWithoutABatch() {
        playout = new PacedPlayout(0, 100 * MILLI, 0);
        addAll(0, 10);
        runUntil(DELAY + 1000 * MILLI - 1);
        assertThat(playout.status().underruns()).isZero();
        addAll(10, 20);
        runUntil(DELAY + 1500 * MILLI);
        assertThat(playout.status().underruns()).isZero();
        assertThat(playout.status().late()).isZero();
        assertTimeLineIsWhole();
    }

    @Test
    void joinBurstIsDroppedUpToWhatIsDue() {
        now = DELAY + 550 * MILLI;
        for (int i = 0; i < 20; i++) {
            playout.add(station.heard(i, DELAY));
        }
        runUntil(DELAY + 1500 * MILLI);
        assertThat(playout.status().late()).isEqualTo(28);
        assertThat(soundStart()).isEqualTo(DELAY + 560 * MILLI);
        assertThat(playout.status().underruns()).isZero();
    }

    @Test
    void lateChunkIsDroppedAndCountedAndTheHoleConcealed() {
        addAll(0, 10);
        runUntil(DELAY + 1000 * MILLI + 60 * MILLI);
        assertThat(playout.status().underruns()).isEqualTo(1);
        addAll(10, 20);
        runUntil(DELAY + 1500 * MILLI);
        PlayerStatus status = playout.status();
        assertThat(status.late()).isEqualTo(4);
        assertThat(status.underruns()).isEqualTo(1);
        assertThat(status.played()).isEqualTo(75 - 4 + 1);
        assertTimeLineIsWhole();
    }

    @Test
    void chunkThatComesJustInTimeIsPlayed() {
        playout = new PacedPlayout(200 * MILLI, 0, 0);
        addAll(0, 10);
        runUntil(DELAY + 1000 * MILLI - 41 * MILLI);
        addAll(10, 20);
        runUntil(DELAY + 1500 * MILLI);
        assertThat(playout.status().underruns()).isZero();
        assertThat(playout.status().late()).isZero();
        assertTimeLineIsWhole();
    }

    @Test
    void missingChunkIsConcealedForItsLengthThenTheNextIsPlayedAtItsTime() {
        addAll(0, 10);
        playout.add(station.missing(10, DELAY));
        addAll(11, 20);
        playout.end();
        runUntil(DELAY + 3000 * MILLI);
        PlayerStatus status = playout.status();
        assertThat(status.underruns()).isZero();
        assertThat(status.played()).isEqualTo(95);
        assertThat(status.concealed()).isEqualTo(50 + 5);
        assertTimeLineIsWhole();
        assertThat(Station.join(sent)).hasSize((1000 + 2000) * RATE_PER_MILLI * 2);
    }

    @Test
    void nothingIsRepeatedForLongAndLevelsMoveGentlyAroundAHole() {
        addAll(0, 10);
        for (int i = 10; i < 20; i++) {
            playout.add(station.missing(i, DELAY));
        }
        addAll(20, 30);
        playout.end();
        runUntil(DELAY + 4000 * MILLI);
        short[] sound = Station.join(sent);
        double[] levels = levels(sound, 2010, 3200);
        double worst = 0;
        for (int i = 1; i < levels.length; i++) {
            worst = Math.max(worst, Math.abs(levels[i] - levels[i - 1]));
        }
        assertThat(worst).as("dB between neighbouring 10 ms").isLessThan(6);
        double[] hole = levels(sound, 2000, 3000);
        assertThat(hole[6]).as("60 ms into the hole").isLessThan(-12 - 15);
        assertThat(hole[16]).as("160 ms into the hole").isEqualTo(-55);
        assertThat(levels(sound, 3200, 3300)[5]).isBetween(-16.0, -14.0);
    }

    @Test
    void stoppedProcessDoesNotCatchUpButJumpsOnce() {
        addAll(0, 40);
        runUntil(DELAY + 1000 * MILLI);
        int before = sent.size();
        now += 2000 * MILLI;
        runUntil(now);
        assertThat(sent.size() - before).isLessThan(3);
        runUntil(DELAY + 3500 * MILLI);
        assertThat(playout.status().jumps()).isEqualTo(1);
        assertThat(playout.status().late()).isBetween(99L, 102L);
        assertThat(sent.getLast().unixNanos())
                .isBetween(DELAY + 3470 * MILLI, DELAY + 3500 * MILLI);
    }

    @Test
    void smallMoveOfTheDueTimesIsIgnoredAndALargeOneJumps() {
        addAll(0, 10);
        for (int i = 10; i < 20; i++) {
            playout.add(station.heard(i, DELAY + 5 * MILLI));
        }
        for (int i = 20; i < 30; i++) {
            playout.add(station.heard(i, DELAY + 105 * MILLI));
        }
        playout.end();
        runUntil(DELAY + 4000 * MILLI);
        assertThat(playout.status().jumps()).isEqualTo(1);
        assertThat(playout.status().played()).isEqualTo(150);
        assertThat(playout.status().concealed()).isEqualTo(50 + 5);
    }

    @Test
    void newEpochGetsAFreshDecoder() {
        Station again = Station.onAir(64_000, 1, 2, 5);
        addAll(0, 5);
        for (int i = 0; i < 5; i++) {
            playout.add(again.heard(i, DELAY + 500 * MILLI));
        }
        playout.end();
        runUntil(DELAY + 2000 * MILLI);
        assertThat(playout.status().concealed()).isEqualTo(50);
        List<Pcm> second = sent.stream().filter(b -> b.channels() == 1).toList();
        assertThat(Station.join(second)).isEqualTo(again.decode(0, 5));
    }

    @Test
    void bufferIsBoundedAndShown() {
        for (int i = 0; i < 40; i++) {
            playout.add(station.heard(i, DELAY));
        }
        assertThat(playout.status().bufferMillis()).isEqualTo(4000);
        for (int i = 40; i < PacedPlayout.MAX_ITEMS; i++) {
            assertThat(playout.hungry()).isTrue();
            playout.add(station.heard(39, DELAY));
        }
        assertThat(playout.hungry()).isFalse();
    }

    @Test
    void waitsForeverWhenThereIsNothing() {
        assertThat(playout.wakeNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(playout.next(5)).isEmpty();
    }

    private void addAll(int from, int until) {
        for (int i = from; i < until; i++) {
            playout.add(station.heard(i, DELAY));
        }
    }

    private void runUntil(long nanos) {
        while (true) {
            Optional<Pcm> block = playout.next(now);
            if (block.isPresent()) {
                sent.add(block.get());
                sentAt.add(now);
            } else if (playout.wakeNanos() > nanos
                    || (playout.drained() && playout.wakeNanos() <= now)) {
                now = Math.max(now, nanos);
                return;
            } else {
                now = Math.max(now, playout.wakeNanos());
            }
        }
    }

    private void assertTimeLineIsWhole() {
        for (int i = 1; i < sent.size(); i++) {
            Pcm before = sent.get(i - 1);
            assertThat(sent.get(i).unixNanos())
                    .isEqualTo(before.unixNanos() + Pcm.nanos(before.frames()));
        }
    }

    private long soundStart() {
        return sent.stream().filter(b -> loud(b.samples())).findFirst().orElseThrow().unixNanos();
    }

    private static boolean loud(short[] samples) {
        for (short sample : samples) {
            if (sample != 0) {
                return true;
            }
        }
        return false;
    }

    /// RMS of every 10 ms between two times, in dB of full scale; the time line begins at 0.
    private static double[] levels(short[] sound, int fromMillis, int untilMillis) {
        double[] levels = new double[(untilMillis - fromMillis) / 10];
        for (int i = 0; i < levels.length; i++) {
            int from = (fromMillis + 10 * i) * RATE_PER_MILLI * 2;
            double sum = 0;
            for (int k = from; k < from + 10 * RATE_PER_MILLI * 2; k++) {
                sum += (double) sound[k] * sound[k];
            }
            double rms = Math.sqrt(sum / (10 * RATE_PER_MILLI * 2)) / 32768;
            levels[i] = Math.max(-55, 20 * Math.log10(rms + 1e-9));
        }
        return levels;
    }
}
