package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import radio.audio.codec.OpusSettings;
import radio.audio.codec.OpusStream;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.StreamInfo;

/// 40 s of programme through the encoder, the loss of chunks and the player, in virtual time.
///
/// What is missing is named by the air 50 ms before it is due, as a relay does; the player sends to
/// a buffer of 200 ms, as to a sound card.
class LossTest {

    private static final long MILLI = 1_000_000;
    private static final long DELAY = 1_000 * MILLI;
    private static final long LEAD = 200 * MILLI;
    private static final long NAMED_BEFORE_DUE = 50 * MILLI;
    private static final int CHANNELS = 2;
    private static final int CHUNKS = 400;
    private static final int CHUNK_TENTHS = 10;
    private static final int TENTH = Pcm.RATE / 100 * CHANNELS;

    /// Below -55 dB of full scale everything is silence.
    private static final double SILENT = -55;

    /// How far 10 ms may be from their neighbours, in dB.
    private static final double STEP = 6;

    /// What is on air.
    enum Sound {
        TONE {
            @Override
            short sample(long frame, int channel, SplittableRandom random) {
                return (short) Math.round(8192 * Math.sin(2 * Math.PI * 1000 * frame / Pcm.RATE));
            }
        },
        CHORD {
            @Override
            short sample(long frame, int channel, SplittableRandom random) {
                double t = 2 * Math.PI * frame / Pcm.RATE;
                return (short)
                        Math.round(
                                2500
                                        * (Math.sin(220 * t)
                                                + Math.sin((277.2 + channel) * t)
                                                + Math.sin(329.6 * t)
                                                + Math.sin(1318.5 * t)));
            }
        },
        NOISE {
            @Override
            short sample(long frame, int channel, SplittableRandom random) {
                return (short) random.nextInt(-8000, 8000);
            }
        };

        abstract short sample(long frame, int channel, SplittableRandom random);

        Pcm block(long number, SplittableRandom random) {
            short[] samples = new short[Pcm.BLOCK_FRAMES * CHANNELS];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = sample(number * Pcm.BLOCK_FRAMES + i / CHANNELS, i % CHANNELS, random);
            }
            return new Pcm(samples, CHANNELS, Station.ANCHOR + number * Pcm.BLOCK_NANOS);
        }
    }

    private final List<Pcm> sent = new ArrayList<>();
    private final PacedPlayout playout = new PacedPlayout(LEAD, 0, 0);

    @ParameterizedTest
    @CsvSource({"TONE, 1", "TONE, 2", "CHORD, 3", "CHORD, 4", "NOISE, 5", "NOISE, 6"})
    void everyTwentiethChunkLostIsConcealedGently(Sound sound, long seed) {
        Station station = programme(sound, seed);
        Set<Integer> lost = lost(seed);
        short[] heard = play(station, lost);

        PlayerStatus status = playout.status();
        assertThat(lost.size()).isBetween(10, 35);
        assertThat(status.underruns()).as("seed %d", seed).isZero();
        assertThat(status.late() + status.jumps() + status.damaged()).isZero();
        assertThat(status.played()).isEqualTo(5L * (CHUNKS - lost.size()));
        assertThat(heard).hasSize(CHUNKS * CHUNK_TENTHS * TENTH);

        double[] levels = levels(heard);
        for (int i = 2; i < levels.length; i++) {
            assertThat(Math.abs(levels[i] - levels[i - 1]))
                    .as("dB at %d ms, seed %d", i * 10, seed)
                    .isLessThan(STEP);
        }
        for (int chunk : lost) {
            assertNothingGoesOnForLong(levels, chunk, lost, seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoSecondsLostFadeOutAndInAndTheTimeIsRightAfterwards(Sound sound) {
        Station station = programme(sound, 7);
        Set<Integer> lost = new TreeSet<>();
        for (int chunk = 200; chunk < 220; chunk++) {
            lost.add(chunk);
        }
        short[] heard = play(station, lost);

        assertThat(playout.status().underruns() + playout.status().jumps()).isZero();
        double[] levels = levels(heard);
        for (int i = 1990; i < 2300; i++) {
            assertThat(Math.abs(levels[i] - levels[i - 1]))
                    .as("dB at %d ms", i * 10)
                    .isLessThan(STEP);
        }
        assertThat(Arrays.copyOfRange(levels, 2020, 2200)).containsOnly(SILENT);
        assertThat(levels[2225]).isCloseTo(levels[1990], org.assertj.core.data.Offset.offset(3.0));
        short[] whole = station.decode(0, CHUNKS);
        assertThat(lag(heard, whole, 230 * CHUNK_TENTHS * TENTH)).isZero();
    }

    /// After 60 ms a hole must be far quieter than what was before it: whatever Opus makes up by
    /// going on with what it had is not heard as a repetition.
    private static void assertNothingGoesOnForLong(
            double[] levels, int chunk, Set<Integer> lost, long seed) {
        if (chunk == 0 || lost.contains(chunk - 1)) {
            return;
        }
        int start = chunk * CHUNK_TENTHS;
        double before = levels[start - 1];
        for (int i = start + 7; i < start + CHUNK_TENTHS; i++) {
            assertThat(levels[i])
                    .as("%d ms into the hole at chunk %d, seed %d", (i - start) * 10, chunk, seed)
                    .isLessThan(before - 18);
        }
    }

    private static Station programme(Sound sound, long seed) {
        StreamInfo stream = OpusStream.info(1, new OpusSettings(96_000, CHANNELS));
        PcmToChunks stages = new PcmToChunks(stream, 1, Station.SIGNER, Station.ANCHOR);
        SplittableRandom random = new SplittableRandom(seed);
        List<Chunk> chunks = new ArrayList<>();
        for (long block = 0; chunks.size() < CHUNKS; block++) {
            chunks.addAll(stages.add(sound.block(block, random)));
        }
        return new Station(stream, 1, chunks);
    }

    /// One in twenty, never the first, and never the last, which would have nothing behind it to be
    /// missed by.
    private static Set<Integer> lost(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<Integer> lost = new TreeSet<>();
        for (int chunk = 1; chunk < CHUNKS - 1; chunk++) {
            if (random.nextInt(20) == 0) {
                lost.add(chunk);
            }
        }
        return lost;
    }

    /// Plays it all; gives what was due from the first chunk on.
    private short[] play(Station station, Set<Integer> lost) {
        long now = 0;
        for (int i = 0; i < CHUNKS; i++) {
            boolean missing = lost.contains(i);
            Air item = missing ? station.missing(i, DELAY) : station.heard(i, DELAY);
            // What follows a hole waits in the relay until the hole has been given up.
            long comes = item.dueNanos() - DELAY + 150 * MILLI;
            now = run(now, Math.max(now, missing ? item.dueNanos() - NAMED_BEFORE_DUE : comes));
            playout.add(item);
        }
        playout.end();
        run(now, now + 2 * DELAY);
        return Station.join(sent.stream().filter(block -> block.unixNanos() >= DELAY).toList());
    }

    private long run(long from, long until) {
        long now = from;
        while (true) {
            Optional<Pcm> block = playout.next(now);
            if (block.isPresent()) {
                sent.add(block.get());
            } else if (playout.wakeNanos() > until || playout.wakeNanos() <= now) {
                return until;
            } else {
                now = playout.wakeNanos();
            }
        }
    }

    /// How many samples one is behind the other, by where they are most alike.
    private static int lag(short[] heard, short[] whole, int from) {
        int best = 0;
        double most = -1;
        for (int lag = -40; lag <= 40; lag++) {
            double alike = 0;
            for (int i = from; i < from + 20 * TENTH; i++) {
                alike += (double) heard[i + lag * CHANNELS] * whole[i];
            }
            if (alike > most) {
                most = alike;
                best = lag;
            }
        }
        return best;
    }

    /// RMS of every 10 ms, in dB of full scale.
    private static double[] levels(short[] sound) {
        double[] levels = new double[sound.length / TENTH];
        for (int i = 0; i < levels.length; i++) {
            double sum = 0;
            for (int k = i * TENTH; k < (i + 1) * TENTH; k++) {
                sum += (double) sound[k] * sound[k];
            }
            levels[i] = Math.max(SILENT, 20 * Math.log10(Math.sqrt(sum / TENTH) / 32768 + 1e-9));
        }
        return levels;
    }
}
