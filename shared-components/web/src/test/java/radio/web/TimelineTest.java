package radio.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import radio.wire.Field;

/// Samples that come out are the station's time that has passed, whatever came.
class TimelineTest {
    private static final long START = 5_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final Timeline timeline = new Timeline();
    private final Chunks chunks = new Chunks(Chunks.STEREO, 1, START);
    private final List<Sound> sounds = new ArrayList<>();

    private long total() {
        return sounds.stream().mapToLong(Sound::samples).sum();
    }

    private long silent() {
        return sounds.stream()
                .filter(sound -> sound instanceof Sound.Silence)
                .mapToLong(Sound::samples)
                .sum();
    }

    private void hear(int count) {
        for (int i = 0; i < count; i++) {
            sounds.addAll(timeline.take(chunks.next(), chunks.dueNanos() - SECOND));
        }
    }

    @Test
    void whatComesInOrderPassesUntouched() {
        hear(10);
        assertThat(total()).isEqualTo(48_000);
        assertThat(silent()).isZero();
        assertThat(timeline.nextNanos())
                .isEqualTo(START + SECOND + Timeline.GRACE_NANOS + Timeline.PIECE_NANOS);
    }

    @Test
    void missingChunksAndLostOnesBecomeSilenceOfTheirLength() {
        hear(2);
        sounds.addAll(timeline.take(chunks.missing(), START));
        hear(1);
        chunks.skip();
        chunks.skip();
        hear(1);
        assertThat(total()).isEqualTo(7 * 4800);
        assertThat(silent()).isEqualTo(3 * 4800);
        assertThat(timeline.silentSamples()).isEqualTo(3 * 4800);
    }

    @Test
    void anOutageIsSilentInRealTimeAndWhatComesTooLateIsLeftOut() {
        hear(10);
        long end = START + SECOND;
        assertThat(timeline.passed(end + Timeline.GRACE_NANOS)).isEmpty();
        // Three seconds later: all but the grace is filled.
        sounds.addAll(timeline.passed(end + 3 * SECOND));
        assertThat(silent()).isEqualTo(2_400 * 48);
        assertThat(timeline.passed(end + 3 * SECOND)).isEmpty();
        // All three seconds come after all: the first 2.4 are over.
        for (int i = 0; i < 30; i++) {
            sounds.addAll(timeline.take(chunks.next(), end + 3 * SECOND));
        }
        assertThat(total()).isEqualTo(4 * 48_000);
        assertThat(silent()).isEqualTo(2_400 * 48);
        assertThat(timeline.leftOutSamples()).isEqualTo(2_400 * 48);
    }

    @Test
    void aRestartedSourceGoesOnAfterAPauseAsLongAsItWas() {
        hear(10);
        chunks.restart(START + 3 * SECOND);
        hear(1);
        assertThat(silent()).isEqualTo(2 * 48_000);
        assertThat(total()).isEqualTo(3 * 48_000 + 4800);
    }

    @Test
    void silenceOfAnOutageCountsTowardsTheRestart() {
        hear(10);
        long end = START + SECOND;
        sounds.addAll(timeline.passed(end + 4 * SECOND));
        chunks.restart(end + 5 * SECOND);
        hear(1);
        assertThat(total()).isEqualTo(6 * 48_000 + 4800);
        assertThat(timeline.leftOutSamples()).isZero();
    }

    @Test
    void jumpsBeyondTheLimitAreNotFilled() {
        hear(10);
        chunks.restart(START + 3600 * SECOND);
        hear(1);
        assertThat(total()).isEqualTo(48_000 + 4800);
        assertThat(timeline.jumps()).isEqualTo(1);
    }

    @Test
    void aMachineThatSleptMakesTenSecondsOfSilenceAtMost() {
        hear(1);
        sounds.addAll(timeline.passed(START + 1000 * SECOND));
        assertThat(silent()).isEqualTo(10 * 48_000);
        assertThat(timeline.passed(START + 1000 * SECOND)).isEmpty();
    }

    @Test
    void anHourWithoutASourceIsTheEnd() {
        hear(1);
        for (int second = 0; second < 3602; second++) {
            timeline.passed(START + second * SECOND);
        }
        assertThat(timeline.bridgedOut()).isTrue();
        assertThat(timeline.nextNanos()).isEqualTo(Long.MAX_VALUE);
        hear(1);
        assertThat(timeline.bridgedOut()).isFalse();
    }

    @Test
    void aNodeThatHearsEverythingLateServesItAllTheSame() {
        for (int i = 0; i < 50; i++) {
            long now = chunks.dueNanos() + 7 * SECOND;
            sounds.addAll(timeline.passed(now));
            sounds.addAll(timeline.take(chunks.next(), now));
        }
        assertThat(total()).isEqualTo(5 * 48_000);
        assertThat(silent()).isZero();
        assertThat(timeline.leftOutSamples()).isZero();
    }

    @Test
    void aTitleAppliesFromItsChunkOn() {
        hear(1);
        sounds.addAll(timeline.take(chunks.next(Field.title("Eins")), START));
        hear(1);
        assertThat(sounds.stream().map(Sound::title))
                .containsExactly(
                        "", "", "", "", "", "Eins", "Eins", "Eins", "Eins", "Eins", "Eins", "Eins",
                        "Eins", "Eins", "Eins");
    }
}
