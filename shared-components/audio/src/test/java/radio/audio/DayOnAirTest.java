package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import radio.audio.codec.OpusSettings;
import radio.audio.codec.OpusStream;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.StreamInfo;

/// A long programme in fast-forward: the real encoder and the real player on a clock that takes no
/// time. Every ten seconds a tone is struck; the stroke must be heard when it is due, in the last
/// minute as in the first.
class DayOnAirTest {

    private static final long MILLI = 1_000_000;
    private static final long DELAY = 1_000 * MILLI;
    private static final long LEAD = 200 * MILLI;

    /// From the last sample of a chunk to the listener.
    private static final long WAY = 30 * MILLI;

    private static final int STROKE_BLOCKS = 500;

    /// What a stroke may be off: its beginning is found to a tenth of a millisecond or so.
    private static final double OFF_MILLIS = 1;

    /// What the heap may grow by: the JVM's own housekeeping.
    private static final long GROWTH_BYTES = 4 << 20;

    private final StreamInfo stream = OpusStream.info(1, new OpusSettings(32_000, 1));
    private final PcmToChunks programme =
            new PcmToChunks(stream, 1, Station.SIGNER, Station.ANCHOR);
    private final PacedPlayout player = new PacedPlayout(LEAD, 0, Station.ANCHOR);
    private final SplittableRandom jitter = new SplittableRandom(24);
    private long now;
    private long block;
    private long chunks;
    private long strokes;
    private double worstMillis;
    private long silentFrames;
    private long soundUnixNanos;

    @Test
    void tenMinutesNeitherDriftNorGrow() {
        air(Duration.ofMinutes(10), Duration.ofMinutes(5));
    }

    @Test
    @Tag("acceptance")
    void aDayNeitherDriftsNorGrows() {
        air(Duration.ofDays(1), Duration.ofHours(2));
    }

    private void air(Duration length, Duration step) {
        List<Long> heap = new ArrayList<>();
        long blocks = length.toNanos() / Pcm.BLOCK_NANOS;
        long blocksOfStep = step.toNanos() / Pcm.BLOCK_NANOS;
        while (block < blocks) {
            capture();
            if (block % blocksOfStep == 0) {
                heap.add(usedHeap());
            }
        }
        PlayerStatus status = player.status();
        System.out.printf(
                "%s on air, seed 24: %d strokes, at most %.2f ms off; heap %s MB; %s%n",
                length,
                strokes,
                worstMillis,
                heap.stream().map(bytes -> bytes >> 20).toList(),
                status);
        assertThat(strokes).isEqualTo(blocks / STROKE_BLOCKS);
        assertThat(worstMillis).isLessThan(OFF_MILLIS);
        assertThat(chunks).isEqualTo(blocks * Pcm.BLOCK_FRAMES / stream.chunkSamples());
        assertThat(programme.captureGaps() + programme.captureOverlaps()).isZero();
        assertThat(status.underruns() + status.late() + status.jumps() + status.damaged()).isZero();
        assertThat(status.concealed()).as("before the first sound").isLessThan(60);
        assertThat(heap.getLast()).isLessThan(heap.getFirst() + GROWTH_BYTES);
    }

    /// One block is captured, stamped a little late as a thread on a busy machine does, and
    /// everything else happens that happens meanwhile.
    private void capture() {
        short[] samples = new short[Pcm.BLOCK_FRAMES];
        long inStroke = block % STROKE_BLOCKS;
        for (int i = 0; i < samples.length; i++) {
            long frame = inStroke * Pcm.BLOCK_FRAMES + i;
            double height = 12_000 * Math.exp(-frame / (2.0 * Pcm.RATE));
            samples[i] =
                    (short)
                            Math.round(
                                    inStroke > STROKE_BLOCKS - 50
                                            ? 0
                                            : height
                                                    * Math.sin(
                                                            2 * Math.PI * 1000 * frame / Pcm.RATE));
        }
        long captured = block * Pcm.BLOCK_NANOS;
        block++;
        play(captured + Pcm.BLOCK_NANOS);
        long stamp = Station.ANCHOR + captured + jitter.nextLong(8 * MILLI);
        for (Chunk chunk : programme.add(new Pcm(samples, 1, stamp))) {
            play(captured + Pcm.BLOCK_NANOS + WAY);
            chunks++;
            long media = stream.nanosOf(chunk.mediaTime());
            player.add(new Air.Heard(chunk, stream, media, media + DELAY));
        }
    }

    private void play(long until) {
        while (true) {
            Optional<Pcm> sound = player.next(now);
            if (sound.isPresent()) {
                hear(sound.get());
            } else if (player.wakeNanos() > until || player.wakeNanos() <= now) {
                now = Math.max(now, until);
                return;
            } else {
                now = player.wakeNanos();
            }
        }
    }

    private void hear(Pcm sound) {
        short[] samples = sound.samples();
        for (int i = 0; i < samples.length; i++) {
            if (Math.abs(samples[i]) < 1500) {
                silentFrames++;
                continue;
            }
            if (silentFrames > Pcm.RATE / 2) {
                strokes++;
                soundUnixNanos = sound.unixNanos() + Pcm.nanos(i);
                judge();
            }
            silentFrames = 0;
        }
    }

    /// How far the first loud sample is from the stroke's beginning, which the encoder moves by its
    /// look-ahead of 6.5 ms.
    private void judge() {
        long sinceStart = soundUnixNanos - Station.ANCHOR - DELAY - Pcm.nanos(312);
        long period = STROKE_BLOCKS * Pcm.BLOCK_NANOS;
        double off = (sinceStart - Math.rint((double) sinceStart / period) * period) / 1e6;
        worstMillis = Math.max(worstMillis, Math.abs(off));
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
