package radio.web.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import radio.audio.codec.OpusPacketDecoder;
import radio.audio.codec.OpusPackets;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.Field;
import radio.wire.Packet;

/// Whatever the air does, what is served is one line of sound that a decoder takes and that keeps
/// the time.
class HlsPropertyTest {
    private static final int[] SILENCES = {120, 240, 480, 960};

    private final HlsStream hls = new HlsStream(Studio.UNIX_OFFSET);
    private final List<Segment> segments = new ArrayList<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyAirIsOneLineThatKeepsTheTime(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Studio studio = Studio.onAir(2, 1, 0, 1000, 20);
        List<Packet> sound =
                studio.chunks().stream().flatMap(chunk -> chunk.packets().stream()).toList();
        long epoch = 1;
        long epochStart = 0;
        long media = random.nextLong(1L << 40);
        long mediaStart = media;
        long sequence = 0;
        for (int i = 0; i < 250; i++) {
            long captured = epochStart + studio.stream().nanosOf(media - mediaStart);
            if (i > 0 && random.nextInt(60) == 0) {
                // The source is started anew, after at most nine seconds.
                epochStart = captured + random.nextLong(9_000_000_000L);
                captured = epochStart;
                epoch++;
                sequence = 0;
                media = random.nextLong(1L << 30);
                mediaStart = media;
            } else if (i > 0 && random.nextInt(20) == 0) {
                // Media time jumps by anything under nine seconds.
                long jump = random.nextInt(9 * 48_000);
                media += jump;
                captured += studio.stream().nanosOf(jump);
            }
            ChunkId id = new ChunkId(1, epoch, sequence++);
            long due = captured + Studio.DELAY;
            if (i > 0 && sequence > 1 && random.nextInt(5) == 0) {
                int samples = 1 + random.nextInt(20_000);
                hls.add(new Air.Missing(id, media, samples, studio.stream(), due));
                media += samples;
            } else {
                List<Packet> packets = packets(random, sound);
                List<Field> fields =
                        random.nextInt(9) == 0 ? List.of(Field.title("title " + i)) : List.of();
                Chunk chunk = Chunk.sign(id, media, packets, fields, new Studio.NoSigner());
                hls.add(new Air.Heard(chunk, studio.stream(), captured, due));
                media += chunk.samples();
            }
            if (random.nextInt(10) == 0) {
                hls.passed(due - random.nextLong(500_000_000));
            }
            collect();
        }
        hls.end();
        collect();

        assertThat(hls.figures().discontinuities()).as("seed %d", seed).isZero();
        OpusPacketDecoder decoder = new OpusPacketDecoder(2);
        long next = 0;
        for (int n = 0; n < segments.size(); n++) {
            Segment segment = segments.get(n);
            Mp4.Fragment fragment = Mp4.fragment(segment.bytes());
            assertThat(segment.number()).isEqualTo(segments.getFirst().number() + n);
            assertThat(fragment.decodeTime()).isEqualTo(next);
            assertThat(fragment.length()).isEqualTo(segment.samples());
            assertThat(segment.samples())
                    .isBetween(n < segments.size() - 1 ? 96_000 : 1, 96_000 + 5760);
            for (Mp4.Sample sample : fragment.samples()) {
                byte[] bytes = new byte[sample.data().remaining()];
                sample.data().get(bytes);
                assertThat(decoder.decode(bytes, sample.samples())).as("seed %d", seed).isPresent();
            }
            next += fragment.length();
        }
        long passed = epochStart + studio.stream().nanosOf(media - mediaStart);
        assertThat(next * 1_000_000_000L / 48_000)
                .as("seed %d: all the time that has passed, to one short packet", seed)
                .isBetween(passed - 2_600_000, passed + 2_600_000);
        HlsStreamTest.assertSound(hls.playlist());
    }

    /// Real ones, silence of all lengths, and some that are none.
    private static List<Packet> packets(SplittableRandom random, List<Packet> sound) {
        List<Packet> packets = new ArrayList<>();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(8)) {
                case 0 -> {
                    byte[] noise = new byte[random.nextInt(4)];
                    packets.add(new Packet(1 + random.nextInt(3000), ByteBuffer.wrap(noise)));
                }
                case 1, 2 -> {
                    int samples = SILENCES[random.nextInt(SILENCES.length)];
                    packets.add(new Packet(samples, OpusPackets.silence(2, samples)));
                }
                default -> packets.add(sound.get(random.nextInt(sound.size())));
            }
        }
        return packets;
    }

    private void collect() {
        long wanted =
                segments.isEmpty()
                        ? hls.newest().orElse(0) // the first ones may come several at once
                        : segments.getLast().number() + 1;
        if (segments.isEmpty()) {
            while (hls.segment(wanted - 1).isPresent()) {
                wanted--;
            }
        }
        for (; hls.segment(wanted).isPresent(); wanted++) {
            segments.add(hls.segment(wanted).orElseThrow());
        }
    }
}
