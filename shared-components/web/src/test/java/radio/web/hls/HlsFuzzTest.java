package radio.web.hls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import radio.audio.codec.OpusPackets;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.Codec;
import radio.wire.Field;
import radio.wire.Packet;
import radio.wire.StreamInfo;

/// Any chunks a station may sign, of any packets, titles and times, and any losses: segments that
/// follow one another and a playlist that nothing breaks.
@Tag("fuzz")
class HlsFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void anyAirIsServedInSoundSegments(FuzzedDataProvider data) {
        HlsStream hls = new HlsStream(Studio.UNIX_OFFSET);
        StreamInfo stream = stream(data);
        long epoch = 1;
        for (int i = 0; i < 50 && data.remainingBytes() > 0; i++) {
            if (data.consumeInt(0, 9) == 0) {
                stream = stream(data);
                epoch++;
            }
            ChunkId id = new ChunkId(1, epoch, i);
            long media =
                    data.consumeBoolean()
                            ? data.consumeInt(0, 1 << 20)
                            : data.consumeLong(0, Long.MAX_VALUE - Chunk.MAX_SAMPLES);
            long captured = data.consumeLong(-(1L << 61), 1L << 61);
            long due = captured + data.consumeLong(0, 3_600_000_000_000L);
            if (data.consumeInt(0, 4) == 0) {
                int samples = data.consumeInt(1, Chunk.MAX_SAMPLES);
                hls.add(new Air.Missing(id, media, samples, stream, due));
            } else {
                Chunk chunk =
                        Chunk.sign(id, media, packets(data), fields(data), new Studio.NoSigner());
                hls.add(new Air.Heard(chunk, stream, captured, due));
            }
            if (data.consumeBoolean()) {
                hls.passed(due + data.consumeLong(0, 1L << 50));
            }
        }
        hls.end();
        HlsStreamTest.assertSound(hls.playlist());
        long next = -1;
        for (long n = hls.newest().orElse(0); hls.segment(n).isPresent(); n--) {
            Segment segment = hls.segment(n).orElseThrow();
            assertThat(Mp4.fragment(segment.bytes()).length()).isEqualTo(segment.samples());
            assertThat(Mp4.boxes(hls.init(segment.init()).orElseThrow().bytes())).hasSize(21);
            if (next >= 0) {
                assertThat(segment.decodeTime() + segment.samples()).isEqualTo(next);
            }
            next = segment.decodeTime();
        }
    }

    private static StreamInfo stream(FuzzedDataProvider data) {
        Codec codec = data.consumeInt(0, 5) == 0 ? Codec.AAC : Codec.OPUS;
        ByteBuffer setup = ByteBuffer.wrap(data.consumeBytes(data.consumeInt(0, 30)));
        return new StreamInfo(1, codec, 48_000, data.consumeInt(1, 3), 0, 4800, setup);
    }

    private static List<Packet> packets(FuzzedDataProvider data) {
        List<Packet> packets = new ArrayList<>();
        for (int n = data.consumeInt(1, 10); n > 0; n--) {
            byte[] bytes = data.consumeBytes(data.consumeInt(0, 100));
            int told = OpusPackets.samples(ByteBuffer.wrap(bytes));
            int samples = told > 0 && data.consumeBoolean() ? told : data.consumeInt(1, 60_000);
            packets.add(new Packet(samples, ByteBuffer.wrap(bytes)));
        }
        return packets;
    }

    private static List<Field> fields(FuzzedDataProvider data) {
        return data.consumeBoolean()
                ? List.of()
                : List.of(
                        new Field(
                                data.consumeInt(0, 2),
                                ByteBuffer.wrap(data.consumeBytes(data.consumeInt(0, 60)))));
    }
}
