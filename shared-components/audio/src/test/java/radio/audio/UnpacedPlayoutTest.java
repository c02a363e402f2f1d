package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.Codec;
import radio.wire.Packet;
import radio.wire.StreamInfo;

class UnpacedPlayoutTest {

    private final Station station = Station.onAir(20);
    private final UnpacedPlayout playout = new UnpacedPlayout(7);
    private final List<Pcm> sent = new ArrayList<>();

    @Test
    void outputEqualsAFreshDecodersSampleForSample() {
        for (int i = 3; i < 20; i++) {
            play(station.heard(i, 0));
        }
        assertThat(Station.join(sent)).isEqualTo(station.decode(3, 20));
        assertThat(playout.status().played()).isEqualTo(17 * 5);
        assertThat(playout.status().concealed()).isZero();
    }

    @Test
    void missingChunkIsConcealedForItsWholeLength() {
        play(station.heard(0, 0));
        play(station.missing(1, 0));
        play(station.heard(2, 0));
        assertThat(Station.join(sent)).hasSize(3 * 4800 * 2);
        assertThat(playout.status().concealed()).isEqualTo(5);
    }

    @Test
    void jumpOfMediaTimeIsFilledAndABigOneOnlyUpToALimit() {
        play(station.heard(0, 0));
        play(station.heard(10, 0));
        assertThat(Station.join(sent)).hasSize(11 * 4800 * 2);
        Chunk last = station.chunks().get(19);
        Chunk far = Station.forged(last.id(), Long.MAX_VALUE / 2, last.packets());
        play(new Air.Heard(far, station.stream(), 0, 0));
        assertThat(Station.join(sent))
                .hasSize((12 * 4800 + (int) UnpacedPlayout.MAX_JUMP_FRAMES) * 2);
    }

    @Test
    void anotherEpochOrStreamGetsAFreshDecoderAndItsOwnTime() {
        Station other = Station.onAir(64_000, 1, 2, 4);
        play(station.heard(5, 0));
        play(other.heard(2, 0));
        assertThat(sent).hasSize(10);
        assertThat(Station.join(sent.subList(0, 5))).isEqualTo(station.decode(5, 6));
        assertThat(Station.join(sent.subList(5, 10))).isEqualTo(other.decode(2, 3));
    }

    @Test
    void hostilePacketsAreConcealedAndCountedAndTheNextChunkPlays() {
        long seed = 3;
        Random random = new Random(seed);
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] noise = new byte[random.nextInt(0, 200)];
            random.nextBytes(noise);
            packets.add(
                    new Packet(
                            random.nextBoolean() ? 960 : random.nextInt(1, 6000),
                            ByteBuffer.wrap(noise)));
        }
        play(station.heard(0, 0));
        Chunk good = station.chunks().get(1);
        Chunk hostile = Station.forged(good.id(), good.mediaTime(), packets);
        play(new Air.Heard(hostile, station.stream(), 0, 0));
        int before = sent.size();
        PlayerStatus status = playout.status();
        assertThat(status.damaged()).as("seed %d", seed).isGreaterThan(50);
        int frames = sent.stream().mapToInt(Pcm::frames).sum();
        assertThat(frames).isEqualTo(4800 + hostile.samples());
        play(station.heard(1, 0));
        assertThat(sent.size() - before).isGreaterThanOrEqualTo(5);
    }

    @Test
    void streamOfAnUnknownCodecIsSilenceOfItsLength() {
        StreamInfo unknown =
                new StreamInfo(1, Codec.UNKNOWN, 44_100, 6, 0, 4410, ByteBuffer.allocate(0));
        Chunk chunk =
                Station.forged(
                        station.chunks().getFirst().id(),
                        0,
                        List.of(new Packet(4410, ByteBuffer.allocate(9))));
        play(new Air.Heard(chunk, unknown, 0, 0));
        short[] sound = Station.join(sent);
        assertThat(sound).hasSize(4800 * 2).containsOnly(0);
        assertThat(playout.status().damaged()).isEqualTo(1);
    }

    @Test
    void blocksCarryTheTimeTheyAreDue() {
        play(station.heard(0, 500));
        assertThat(sent.get(0).unixNanos()).isEqualTo(507);
        assertThat(sent.get(1).unixNanos()).isEqualTo(507 + Pcm.BLOCK_NANOS);
    }

    private void play(Air item) {
        assertThat(playout.hungry()).isTrue();
        playout.add(item);
        for (Optional<Pcm> block = playout.next(0); block.isPresent(); block = playout.next(0)) {
            sent.add(block.get());
        }
        assertThat(playout.drained()).isTrue();
    }
}
