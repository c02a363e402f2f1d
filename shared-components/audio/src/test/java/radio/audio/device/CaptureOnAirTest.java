package radio.audio.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import radio.audio.CaptureSettings;
import radio.audio.Pcm;
import radio.audio.PcmToChunks;
import radio.audio.Station;
import radio.audio.codec.OpusPacketDecoder;
import radio.audio.codec.OpusSettings;
import radio.audio.codec.OpusStream;
import radio.wire.Chunk;
import radio.wire.Packet;
import radio.wire.StreamInfo;

/// From a card to chunks, in virtual time: what a listener gets of holes and drift. The sound is a
/// 1 kHz tone.
class CaptureOnAirTest {
    private static final CaptureSettings MONO = CaptureSettings.plain("", 1);

    @ParameterizedTest
    @CsvSource({"15, 600", "60, 960", "300, 600", "300, 1920"})
    void soundThatWasLostIsSilenceOfThatLengthInItsPlace(int millis, int fragmentFrames) {
        Capture capture = capture(millis);
        capture.fragmentFrames = fragmentFrames;
        FakeInput card = capture.plugIn();
        capture.run(5);
        card.deaf(6_000_000_000L, 6_000_000_000L + millis * 1_000_000L);
        capture.run(5);

        Aired aired = air(capture.blocks);
        assertThat(aired.gaps).isEqualTo(1);
        assertThat(aired.jumps).isZero();
        List<double[]> silences = silences(aired.sound);
        assertThat(silences).hasSize(1);
        // Opus smears the edges by its frames' overlap of 2.5 ms and its look-ahead.
        assertThat(silences.getFirst()[1] - silences.getFirst()[0])
                .isBetween(millis - 12.0, millis + 8.0);
        double fragmentMillis = 1000.0 * fragmentFrames / Pcm.RATE;
        assertThat(silences.getFirst()[0] + aired.startMillis)
                .isBetween(6000 - fragmentMillis - 10, 6010.0);
    }

    @Test
    void holeThatIsTooLongForSilenceIsAJumpOfMediaTime() {
        Capture capture = capture(3);
        capture.queueFrames = 0;
        capture.plugIn();
        capture.run(5);
        capture.stand(2.5);
        capture.run(5);
        Aired aired = air(capture.blocks);
        assertThat(aired.gaps).isEqualTo(1);
        assertThat(aired.jumps).isEqualTo(1);
    }

    @Test
    void chunksGoOnWhileTheDeviceIsAway() {
        Capture capture = capture(5);
        FakeInput card = capture.plugIn();
        capture.run(5);
        card.vanish();
        capture.run(2.5);
        capture.plugIn();
        capture.run(5);
        Aired aired = air(capture.blocks);
        assertThat(aired.gaps).isZero();
        assertThat(aired.jumps).isZero();
        assertThat(aired.sound.length).isGreaterThan(12 * Pcm.RATE);
        List<double[]> silences = silences(aired.sound);
        assertThat(silences).hasSize(1);
        assertThat(silences.getFirst()[1] - silences.getFirst()[0]).isBetween(2450.0, 2550.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {-200, 200})
    void toneKeepsItsPitchOnAClockThatIsOff(int ppm) {
        Capture capture = capture(7);
        capture.ppm = ppm;
        capture.plugIn();
        capture.run(60);
        capture.blocks.clear();
        capture.run(60);
        int cycles = 0;
        short last = 0;
        for (Pcm block : capture.blocks) {
            for (short sample : block.samples()) {
                cycles += last < 0 && sample >= 0 ? 1 : 0;
                last = sample;
            }
        }
        double seconds = capture.blocks.stream().mapToInt(Pcm::frames).sum() / (double) Pcm.RATE;
        assertThat(cycles / seconds).isBetween(999.9, 1000.1);
        // Neither does it waver: any second of it.
        for (int second = 0; second < 59; second++) {
            short[] one = new short[Pcm.RATE];
            for (int i = 0; i < 50; i++) {
                System.arraycopy(
                        capture.blocks.get(50 * second + i).samples(), 0, one, 960 * i, 960);
            }
            assertThat(hertz(one)).isBetween(999.5, 1000.5);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // given away
    private record Aired(short[] sound, double startMillis, long gaps, int jumps) {}

    /// What a recorder would keep of these blocks.
    private static Aired air(List<Pcm> blocks) {
        OpusSettings settings = new OpusSettings(96_000, 1);
        StreamInfo stream = OpusStream.info(0, settings);
        PcmToChunks stages = new PcmToChunks(stream, 1, Station.SIGNER, VirtualTime.START);
        List<Chunk> chunks = new ArrayList<>();
        blocks.forEach(block -> chunks.addAll(stages.add(block)));
        chunks.addAll(stages.finish());
        OpusPacketDecoder decoder = new OpusPacketDecoder(1);
        short[] sound = new short[0];
        int jumps = 0;
        long next = chunks.getFirst().mediaTime();
        for (Chunk chunk : chunks) {
            jumps += chunk.mediaTime() == next ? 0 : 1;
            next = chunk.mediaTime() + chunk.samples();
            for (Packet packet : chunk.packets()) {
                byte[] bytes = new byte[packet.data().remaining()];
                packet.data().duplicate().get(bytes);
                short[] more = decoder.decode(bytes, packet.samples()).orElseThrow();
                sound = Arrays.copyOf(sound, sound.length + more.length);
                System.arraycopy(more, 0, sound, sound.length - more.length, more.length);
            }
        }
        // The encoder looks ahead by 312 frames, so the decoder is that late.
        double startMillis = (chunks.getFirst().mediaTime() - 312) / 48.0;
        return new Aired(sound, startMillis, stages.captureGaps(), jumps);
    }

    /// Stretches of at least 5 ms, but for the two ends, in which the tone is 20 dB down: from and
    /// until, in milliseconds.
    private static List<double[]> silences(short[] sound) {
        List<double[]> silences = new ArrayList<>();
        int quietFrom = -1;
        for (int at = 4800; at + 48 <= sound.length - 4800; at += 24) {
            int peak = 0;
            for (int i = at; i < at + 48; i++) {
                peak = Math.max(peak, Math.abs(sound[i]));
            }
            if (peak < 800 && quietFrom < 0) {
                quietFrom = at;
            } else if (peak >= 800 && quietFrom >= 0) {
                if (at - quietFrom >= 240) {
                    silences.add(new double[] {quietFrom / 48.0, (at + 24) / 48.0});
                }
                quietFrom = -1;
            }
        }
        return silences;
    }

    /// Between the first and the last upward crossing of zero, each to a fraction of a sample.
    private static double hertz(short[] samples) {
        double first = -1;
        double last = -1;
        int cycles = -1;
        for (int i = 1; i < samples.length; i++) {
            if (samples[i - 1] < 0 && samples[i] >= 0) {
                last = i - (double) samples[i] / (samples[i] - samples[i - 1]);
                first = first < 0 ? last : first;
                cycles++;
            }
        }
        return cycles * (double) Pcm.RATE / (last - first);
    }

    private static Capture capture(long seed) {
        return new Capture(
                MONO,
                seed,
                seconds ->
                        new short[] {
                            (short) Math.round(8000 * Math.sin(2 * Math.PI * 1000 * seconds))
                        });
    }
}
