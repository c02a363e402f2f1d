package radio.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkTest {
    private static final int HEAD_BYTES = 3 + 2 + 8 + 8 + 8;
    private static final Packet SILENCE = new Packet(960, Samples.hex("fcfffe"));

    @Test
    void chunkIsWrittenAsItsGoldenBytes() {
        assertThat(Golden.copy(Samples.chunk().bytes())).isEqualTo(Golden.bytes("chunk"));
    }

    @Test
    void chunkIsReadFromItsGoldenBytes() {
        Chunk chunk = Chunk.parse(Golden.buffer("chunk"));

        assertThat(chunk.id()).isEqualTo(new ChunkId(1, Samples.EPOCH, 41));
        assertThat(chunk.mediaTime()).isEqualTo(41 * 4800);
        assertThat(chunk.samples()).isEqualTo(4800);
        assertThat(chunk.packets()).isEqualTo(Collections.nCopies(5, SILENCE));
        assertThat(chunk.fields()).containsExactly(Field.title("Für Elise"));
        assertThat(chunk.size()).isEqualTo(Golden.bytes("chunk").length);
        assertThat(chunk.verify(Samples.STATION, TestKey.VERIFIER)).isTrue();
        assertThat(chunk).hasToString("chunk 1/1767225600/41, 4800 samples, 144 bytes");
    }

    @Test
    void fieldTypesNobodyKnowsPassThroughUnchanged() {
        Chunk chunk = Chunk.parse(Golden.buffer("chunk-later"));

        assertThat(chunk.fields())
                .containsExactly(new Field(4711, Samples.hex("deadbeef")), Field.title(""));
        assertThat(Golden.copy(chunk.bytes())).isEqualTo(Golden.bytes("chunk-later"));
        assertThat(chunk.verify(Samples.STATION, TestKey.VERIFIER)).isTrue();
    }

    @Test
    void signatureCoversEveryByte() {
        byte[] golden = Golden.bytes("chunk");
        for (int i = 0; i < golden.length; i++) {
            byte[] flipped = golden.clone();
            flipped[i] ^= 1;
            boolean accepted;
            try {
                accepted =
                        Chunk.parse(ByteBuffer.wrap(flipped))
                                .verify(Samples.STATION, TestKey.VERIFIER);
            } catch (MalformedMessageException e) {
                accepted = false;
            }
            assertThat(accepted).as("byte %d flipped", i).isFalse();
        }
    }

    @Test
    void signatureOfAnotherStationIsNotGood() {
        assertThat(Samples.chunk().verify(TestKey.LISTENER.station(), TestKey.VERIFIER)).isFalse();
    }

    @Test
    void everybodySharesTheSameBytes() {
        byte[] memory = Golden.bytes("chunk");
        Chunk chunk = Chunk.parse(ByteBuffer.wrap(memory));

        memory[HEAD_BYTES + 1 + 4] = 0x55;

        assertThat(chunk.bytes().get(HEAD_BYTES + 1 + 4)).isEqualTo((byte) 0x55);
        assertThat(chunk.packets().getFirst().data().get(0)).isEqualTo((byte) 0x55);
    }

    @Test
    void readingMovesNobodyElsesPosition() {
        Chunk chunk = Chunk.parse(Golden.buffer("chunk"));
        Packet packet = chunk.packets().getFirst();
        Field field = chunk.fields().getFirst();

        chunk.bytes().position(50);
        packet.data().get();
        field.value().get();

        assertThat(chunk.bytes().position()).isZero();
        assertThat(packet.data().remaining()).isEqualTo(3);
        assertThat(field.text()).isEqualTo("Für Elise");
    }

    @Test
    void nobodyCanWriteIntoAChunk() {
        Chunk chunk = Samples.chunk();

        assertThatThrownBy(() -> chunk.bytes().put(0, (byte) 0))
                .isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> chunk.packets().getFirst().data().put(0, (byte) 0))
                .isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void signedChunkLiesOutsideTheHeap() {
        assertThat(Samples.chunk().bytes().isDirect()).isTrue();
    }

    @Test
    void chunkInTheMiddleOfABufferIsReadFromWhereItStands() {
        byte[] golden = Golden.bytes("chunk");
        ByteBuffer buffer = ByteBuffer.allocate(golden.length + 20);
        buffer.position(13).put(golden).flip().position(13);

        assertThat(Golden.copy(Chunk.parse(buffer).bytes())).isEqualTo(golden);
        assertThat(buffer.position()).isEqualTo(13);
    }

    @Test
    void everyCutIsMalformed() {
        byte[] golden = Golden.bytes("chunk");
        for (int length = 0; length < golden.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(golden, 0, length);
            assertThatThrownBy(() -> Chunk.parse(cut))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void everyByteMoreIsMalformed() {
        byte[] longer = Arrays.copyOf(Golden.bytes("chunk"), Golden.bytes("chunk").length + 1);

        assertThatThrownBy(() -> Chunk.parse(ByteBuffer.wrap(longer)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("65 bytes where the signature should be");
    }

    @ParameterizedTest
    @CsvSource({
        // place, bytes put there, what is wrong
        "0, 00, not a chunk of a layout we know",
        "2, 02, not a chunk of a layout we know",
        "5, 8000000000000000, epoch is over 2^63 - 1",
        "5, 0000000000000000, epoch 0",
        "13, ffffffffffffffff, sequence is over 2^63 - 1",
        "13, 7fffffffffffffff, a chunk at the end of time",
        "21, 8000000000000000, media time is over 2^63 - 1",
        "21, 7ffffffffffffffe, a chunk at the end of time",
        "29, 00, a chunk without packets",
        "29, ff, ends inside packet",
        "30, 0000, a packet of no samples",
        "32, ffff, ends inside packet",
        "65, 11, '17 fields, the limit is 16'",
        "65, 02, ends inside field",
        "68, ffff, ends inside field"
    })
    void malformedChunksSayWhatIsWrong(int place, String bytes, String what) {
        ByteBuffer chunk = Golden.buffer("chunk");
        chunk.put(place, Golden.copy(Samples.hex(bytes)));

        assertThatThrownBy(() -> Chunk.parse(chunk))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage(what);
    }

    @Test
    void chunkOfTheGreatestSizeCanBeMadeAndReadAndOneByteMoreCannot() {
        int room = Chunk.MAX_BYTES - HEAD_BYTES - 2 - 4 - 4 - Signer.SIGNATURE_BYTES;
        Packet packet = new Packet(1, ByteBuffer.allocate(60_000));
        ByteBuffer rest = ByteBuffer.allocate(room - 60_000);
        ChunkId id = new ChunkId(0, 1, 0);

        Chunk chunk =
                Chunk.sign(id, 0, List.of(packet, new Packet(1, rest)), List.of(), TestKey.STATION);

        assertThat(chunk.size()).isEqualTo(Chunk.MAX_BYTES);
        assertThat(Chunk.parse(chunk.bytes()).packets()).isEqualTo(chunk.packets());
        Packet one = new Packet(1, ByteBuffer.allocate(rest.capacity() + 1));
        assertThatThrownBy(
                        () -> Chunk.sign(id, 0, List.of(packet, one), List.of(), TestKey.STATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a chunk of 65537 bytes");
        assertThatThrownBy(() -> Chunk.parse(ByteBuffer.allocate(Chunk.MAX_BYTES + 1)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("a chunk of 65537 bytes");
    }

    @Test
    void chunkLongerThanAMillionSamplesCannotBeMade() {
        Packet longest = new Packet(0xFFFF, ByteBuffer.allocate(0));

        assertThatThrownBy(() ->
                        Chunk.sign(
                                new ChunkId(0, 1, 0),
                                0,
                                Collections.nCopies(17, longest),
                                List.of(),
                                TestKey.STATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a chunk of 1114095 samples");
    }

    @Test
    void sourceCannotBreakALimit() {
        ChunkId id = new ChunkId(0, 1, 0);
        Field field = new Field(9, ByteBuffer.allocate(2100));

        assertThatThrownBy(() -> Chunk.sign(id, 0, List.of(), List.of(), TestKey.STATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0 packets and 0 fields in a chunk");
        assertThatThrownBy(() ->
                        Chunk.sign(
                                id,
                                0,
                                Collections.nCopies(256, SILENCE),
                                List.of(),
                                TestKey.STATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("256 packets and 0 fields in a chunk");
        assertThatThrownBy(() ->
                        Chunk.sign(id, 0, List.of(SILENCE), List.of(field, field), TestKey.STATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("more than 4096 bytes of fields");
        assertThatThrownBy(() ->
                        Chunk.sign(
                                new ChunkId(0, 0, 0),
                                0,
                                List.of(SILENCE),
                                List.of(),
                                TestKey.STATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("epoch 0");
        assertThatThrownBy(() -> new Packet(0, ByteBuffer.allocate(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a packet of 0 samples");
        assertThatThrownBy(() -> new Field(65_536, ByteBuffer.allocate(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("field type 65536");
    }
}
