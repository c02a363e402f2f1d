package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import radio.audio.device.CardListener;
import radio.audio.device.SpeakerControl;
import radio.audio.device.SpeakerStatus;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.ChunkId;

/// From the air to an ear at a sound card, in virtual time: the real player in front of the real
/// feed, on a card whose clock is its own.
class SpeakerPlayoutTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    /// Of the tone on air, 12 dB below full scale.
    private static final int HEIGHT = 8192;

    /// What a gain that glides adds to a step: the whole height over 30 ms.
    private static final int RAMP = HEIGHT / 1440 + 1;

    private final Station station = Station.onAir(64_000, 1, 1, 40);
    private final PacedPlayout player = new PacedPlayout(200 * MILLI, 0, 0);
    private long seed = 20_260_101;
    private SplittableRandom random = new SplittableRandom(seed);
    private CardListener listener = new CardListener(seed, 0, 20, 100);
    private double mediaPpm;
    private long now;
    private long published;
    private long lowest = Long.MAX_VALUE;
    private long highest;

    @ParameterizedTest
    @CsvSource({"150, 50, 20", "-150, -50, 40"})
    void clocksThatDisagreeAreHeardInTimeForTenMinutes(int cardPpm, int slowMediaPpm, int step) {
        listener = new CardListener(seed, cardPpm, step, 100);
        mediaPpm = slowMediaPpm;
        run(60 * SECOND);
        listener.listenAnew();
        lowest = Long.MAX_VALUE;
        highest = 0;
        run(540 * SECOND);
        SpeakerStatus status = listener.status();
        System.out.printf(
                "seed %d, card %+d ppm, media %+d ppm: level %d to %d ms, %.2f ms off at most, %.4f Hz, %s%n",
                seed,
                cardPpm,
                -slowMediaPpm,
                lowest,
                highest,
                listener.worstLateMillis(),
                listener.hertz(),
                status);
        assertThat(lowest).isGreaterThanOrEqualTo(150);
        assertThat(highest).isLessThanOrEqualTo(250);
        assertThat(listener.worstLateMillis()).isLessThan(5);
        assertThat(listener.judgedFrames()).isGreaterThan(530L * Pcm.RATE);
        assertThat(listener.hertz()).isBetween(999.5, 1000.5);
        assertThat(status.alignments() + status.underruns() + status.losses()).isZero();
        assertThat(status.driftPpm())
                .isBetween(cardPpm + slowMediaPpm - 40.0, cardPpm + slowMediaPpm + 40.0);
        assertThat(player.status().underruns() + player.status().late() + player.status().jumps())
                .isZero();
    }

    @Test
    void firstSoundIsInTimeAtOnce() {
        run(1_300 * MILLI);
        listener.listenAnew();
        run(500 * MILLI);
        assertThat(listener.loudFrames()).isGreaterThan(20_000);
        assertThat(listener.worstLateMillis()).isLessThan(5);
    }

    @Test
    void vanishedDeviceIsToldOnceAndPlaysAgainAtTheRightMediaTime() {
        run(20 * SECOND);
        listener.vanish();
        run(900 * MILLI);
        assertThat(listener.status().away()).isTrue();
        assertThat(listener.told()).hasSize(1);
        run(29_100 * MILLI);
        assertThat(listener.told()).hasSize(1);
        assertThat(listener.linesOpen()).isZero();
        listener.comeBack();
        run(7 * SECOND);
        assertThat(listener.told()).hasSize(2);
        assertThat(listener.told().get(1)).matches("the speaker is back after 3\\d\\.\\d s");
        listener.listenAnew();
        run(10 * SECOND);
        assertThat(listener.worstLateMillis()).isLessThan(5);
        assertThat(listener.judgedFrames()).isGreaterThan(9L * Pcm.RATE);
        SpeakerStatus status = listener.status();
        assertThat(status.losses()).isEqualTo(1);
        assertThat(status.reopenings()).isEqualTo(1);
        assertThat(status.alignments() + status.underruns()).isZero();
        assertThat(player.status().jumps() + player.status().underruns()).isZero();
    }

    @Test
    void deviceThatFlickersIsTriedWithGrowingPauses() {
        run(10 * SECOND);
        for (int i = 0; i < 60; i++) {
            listener.vanish();
            run(500 * MILLI);
            listener.comeBack();
            run(500 * MILLI);
        }
        run(20 * SECOND);
        assertThat(listener.status().away()).isFalse();
        assertThat(listener.linesOpened()).isLessThan(25);
        assertThat(listener.linesOpen()).isEqualTo(1);
    }

    @Test
    void stallOfLessThanTheLeadIsNotHeard() {
        run(20 * SECOND);
        listener.listenAnew();
        now += 100 * MILLI;
        run(10 * SECOND);
        assertThat(listener.worstLateMillis()).isLessThan(4);
        assertThat(listener.loudFrames()).isGreaterThan(listener.framesHeard() * 9 / 10);
        SpeakerStatus status = listener.status();
        assertThat(status.alignments() + status.underruns() + status.losses()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 3000})
    void stallOfMoreIsOneUnderrunAndOneAlignment(int millis) {
        run(20 * SECOND);
        now += millis * MILLI;
        run(1 * SECOND);
        listener.listenAnew();
        run(4 * SECOND);
        assertThat(listener.worstLateMillis()).isLessThan(10);
        run(30 * SECOND);
        listener.listenAnew();
        run(4 * SECOND);
        assertThat(listener.worstLateMillis()).isLessThan(4);
        SpeakerStatus status = listener.status();
        assertThat(status.underruns()).isEqualTo(1);
        assertThat(status.alignments()).isEqualTo(1);
        assertThat(status.losses()).isZero();
    }

    @Test
    void volumeGlidesWithoutAStepBiggerThanTheTonesOwn() {
        run(10 * SECOND);
        listener.listenAnew();
        run(2 * SECOND);
        int own = listener.steepest();
        for (int volume : new int[] {0, 100, 40, 97, 3, 100}) {
            listener.tell(new SpeakerControl.Volume(volume));
            run(400 * MILLI);
        }
        assertThat(listener.steepest()).isLessThanOrEqualTo(own + RAMP);
        assertThat(own).isLessThan((int) (HEIGHT * 2 * Math.PI * 1000 / Pcm.RATE * 1.1));
        listener.tell(new SpeakerControl.Volume(60));
        run(400 * MILLI);
        listener.listenAnew();
        run(400 * MILLI);
        assertThat(listener.loudest()).isBetween((int) (HEIGHT * 0.09), (int) (HEIGHT * 0.11));
    }

    @Test
    void pauseIsSilentAndTheLiveEdgeGoesOnAfterIt() {
        run(10 * SECOND);
        listener.listenAnew();
        run(1 * SECOND);
        int own = listener.steepest();
        listener.tell(new SpeakerControl.Pause());
        run(400 * MILLI);
        assertThat(listener.steepest()).isLessThanOrEqualTo(own + RAMP);
        listener.listenAnew();
        run(60 * SECOND);
        assertThat(listener.loudest()).isZero();
        assertThat(listener.status().paused()).isTrue();
        listener.tell(new SpeakerControl.Resume());
        run(400 * MILLI);
        assertThat(listener.steepest()).isLessThanOrEqualTo(own + RAMP);
        listener.listenAnew();
        run(2 * SECOND);
        assertThat(listener.worstLateMillis()).isLessThan(4);
        assertThat(listener.loudest()).isGreaterThan(HEIGHT * 9 / 10);
        SpeakerStatus status = listener.status();
        assertThat(status.alignments() + status.underruns() + status.losses()).isZero();
    }

    @Test
    void lineThatTakesALittleAtATimeLosesNothing() {
        run(5 * SECOND);
        listener.takeAtMost(1000);
        run(5 * SECOND);
        listener.listenAnew();
        run(10 * SECOND);
        assertThat(listener.worstLateMillis()).isLessThan(4);
        assertThat(listener.hertz()).isBetween(999.5, 1000.5);
        assertThat(listener.steepest())
                .isLessThan((int) (HEIGHT * 2 * Math.PI * 1000 / Pcm.RATE * 1.1));
    }

    @Test
    void lastSoundIsHeardBeforeTheEnd() {
        run(10 * SECOND);
        listener.listenAnew();
        player.end();
        long end = now + 5 * SECOND;
        for (; now < end && !listener.drained(); now += 5 * MILLI) {
            play();
            if (player.drained() && listener.levelMillis() <= 300) {
                listener.finish();
            }
            listener.step(now);
        }
        assertThat(listener.drained()).isTrue();
        assertThat(listener.status().underruns()).isZero();
    }

    /// What happens in so long a time: chunks come a second before they are due, the player and the
    /// device's thread come by every 5 to 8 ms, sometimes 40 ms late.
    private void run(long nanos) {
        for (long end = now + nanos; now < end; ) {
            now += (random.nextInt(200) == 0 ? 40 : 5) * MILLI + random.nextLong(3 * MILLI);
            while (due(published) < now + SECOND) {
                player.add(chunk(published++));
            }
            play();
            listener.step(now);
            lowest = Math.min(lowest, listener.levelMillis());
            highest = Math.max(highest, listener.levelMillis());
        }
    }

    private void play() {
        while (listener.hasRoom()) {
            Optional<Pcm> block = player.next(now);
            if (block.isEmpty()) {
                break;
            }
            listener.add(block.get());
        }
    }

    private long due(long chunk) {
        return (long) ((chunk * 100 * MILLI + SECOND) * (1 + mediaPpm / 1e6));
    }

    /// The same four seconds again and again, each time later.
    private Air chunk(long number) {
        List<Chunk> all = station.chunks();
        // Without the first one, in which the encoder starts.
        Chunk some = all.get(1 + (int) (number % (all.size() - 1)));
        ChunkId id = new ChunkId(some.id().stream(), some.id().epoch(), number);
        Chunk chunk = Station.forged(id, number * 4800, some.packets());
        return new Air.Heard(chunk, station.stream(), due(number) - SECOND, due(number));
    }
}
