package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import radio.audio.codec.OpusSettings;
import radio.audio.codec.OpusStream;
import radio.wire.Chunk;
import radio.wire.Field;
import radio.wire.Packet;
import radio.wire.StreamInfo;

class PcmToChunksTest {

    private static final long ANCHOR = Station.ANCHOR;

    private final StreamInfo stream = OpusStream.info(3, new OpusSettings(96_000, 2));
    private final PcmToChunks stages = new PcmToChunks(stream, 9, Station.SIGNER, ANCHOR);
    private final List<Chunk> chunks = new ArrayList<>();

    @Test
    void fivePacketsOfTwentyMillisecondsMakeAChunk() {
        put(0, 10);
        assertThat(chunks).hasSize(2);
        assertThat(chunks.getFirst().packets())
                .extracting(Packet::samples)
                .containsExactly(960, 960, 960, 960, 960);
        assertContiguousFrom(0);
    }

    @Test
    void lowBitRatesMakeChunksOfTwoHundredMilliseconds() {
        StreamInfo low = OpusStream.info(3, new OpusSettings(48_000, 1));
        PcmToChunks speech = new PcmToChunks(low, 9, Station.SIGNER, ANCHOR);
        for (int i = 0; i < 10; i++) {
            chunks.addAll(speech.add(Station.tone(i, 1, ANCHOR)));
        }
        assertThat(chunks).singleElement().satisfies(c -> assertThat(c.packets()).hasSize(10));
    }

    @Test
    void firstBlockSaysWhereTheFirstChunkBegins() {
        for (int i = 0; i < 5; i++) {
            chunks.addAll(stages.add(Station.tone(i, 2, ANCHOR + 250_000_000)));
        }
        assertContiguousFrom(12_000);
    }

    @Test
    void droppedBlocksBecomeSilenceAndMediaTimeStaysTrue() {
        put(0, 10);
        put(14, 25);
        assertThat(stages.captureGaps()).isEqualTo(1);
        assertThat(stages.captureGapFrames()).isEqualTo(4 * 960);
        assertContiguousFrom(0);
        assertThat(chunks.getLast().mediaTime() + chunks.getLast().samples()).isEqualTo(25 * 960);
        short[] sound = new Station(stream, 9, chunks).decode(0, 5);
        assertThat(loudest(sound, 10 * 960 + 1200, 14 * 960)).isLessThan(300);
        assertThat(loudest(sound, 15 * 960, 24 * 960)).isGreaterThan(7000);
    }

    @Test
    void longHoleMovesMediaTimeWithoutSilence() {
        put(0, 7);
        long later = 60 * 50;
        put(later, later + 5);
        assertThat(stages.captureGaps()).isEqualTo(1);
        assertThat(chunks).hasSize(3);
        assertThat(chunks.get(0).mediaTime()).isZero();
        assertThat(chunks.get(1).mediaTime()).isEqualTo(4800);
        assertThat(chunks.get(2).mediaTime()).isEqualTo(later * 960);
        assertThat(chunks).extracting(c -> c.id().sequence()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void jitterOfTheStampsChangesNothing() {
        for (int i = 0; i < 50; i++) {
            long jitter = i % 2 == 0 ? 9_000_000 : -9_000_000;
            Pcm exact = Station.tone(i, 2, ANCHOR + 20_000_000);
            chunks.addAll(
                    stages.add(
                            new Pcm(
                                    exact.samples(),
                                    2,
                                    exact.unixNanos() + (i == 0 ? 0 : jitter))));
        }
        assertThat(stages.captureGaps()).isZero();
        assertContiguousFrom(960);
        assertThat(chunks).hasSize(10);
    }

    @Test
    void blockFromThePastIsCutOffAndCounted() {
        put(0, 10);
        put(8, 15);
        assertThat(stages.captureOverlaps()).isEqualTo(2);
        assertContiguousFrom(0);
        assertThat(chunks).hasSize(3);
    }

    @Test
    void endIsFilledUpWithSilenceBehindTheLastSample() {
        put(0, 4);
        chunks.addAll(stages.add(new Pcm(new short[2 * 100], 2, ANCHOR + 4 * Pcm.BLOCK_NANOS)));
        assertThat(chunks).isEmpty();
        chunks.addAll(stages.finish());
        assertContiguousFrom(0);
        assertThat(chunks).hasSize(1);
    }

    @Test
    void lastSampleComesOutOfADecoderEvenIfTheLastChunkWasFull() {
        put(0, 5);
        chunks.addAll(stages.finish());
        assertThat(chunks).hasSize(2);
        short[] sound = new Station(stream, 9, chunks).decode(0, 2);
        assertThat(loudest(sound, 4800, 4800 + 312)).isGreaterThan(7000);
    }

    @Test
    void nothingCapturedMakesNoChunk() {
        assertThat(stages.finish()).isEmpty();
    }

    @Test
    void titleIsInTheChunkItBeginsInAndAgainForThoseWhoComeLater() {
        put(0, 5);
        Pcm first = Station.tone(5, 2, ANCHOR);
        chunks.addAll(stages.add(new Pcm(first.samples(), 2, first.unixNanos(), "Präludium")));
        put(6, 5 * (Chunker.TITLE_REPEAT + 2));
        assertThat(titles(0)).isEmpty();
        assertThat(titles(1)).containsExactly("Präludium");
        assertThat(titles(2)).isEmpty();
        assertThat(titles(1 + Chunker.TITLE_REPEAT)).containsExactly("Präludium");
    }

    @Test
    void monoIsSpreadAndStereoIsAveragedToTheStreamsChannels() {
        Pcm mono = new Pcm(new short[] {10, -20}, 1, 0);
        assertThat(mono.inChannels(2).samples()).containsExactly(10, 10, -20, -20);
        Pcm stereo = new Pcm(new short[] {10, 20, -5, -15}, 2, 0);
        assertThat(stereo.inChannels(1).samples()).containsExactly(15, -10);
    }

    private void put(long from, long until) {
        for (long i = from; i < until; i++) {
            chunks.addAll(stages.add(Station.tone(i, 2, ANCHOR)));
        }
    }

    private List<String> titles(int chunk) {
        return chunks.get(chunk).fields().stream()
                .filter(f -> f.type() == Field.TITLE)
                .map(Field::text)
                .toList();
    }

    private void assertContiguousFrom(long mediaTime) {
        long expected = mediaTime;
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            assertThat(chunk.id().sequence()).isEqualTo(i);
            assertThat(chunk.id().epoch()).isEqualTo(9);
            assertThat(chunk.id().stream()).isEqualTo(3);
            assertThat(chunk.mediaTime()).isEqualTo(expected);
            expected += chunk.samples();
        }
    }

    private static int loudest(short[] sound, int fromFrame, int untilFrame) {
        int loudest = 0;
        for (int i = fromFrame * 2; i < untilFrame * 2; i++) {
            loudest = Math.max(loudest, Math.abs(sound[i]));
        }
        return loudest;
    }
}
