package radio.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StationHeaderTest {
    private static ByteBuffer golden() {
        return Golden.body("header");
    }

    private static StationHeader sign(long epoch, int revision, List<StreamInfo> streams) {
        return StationHeader.sign(epoch, revision, 1, 1, "x", streams, TestKey.STATION);
    }

    private static StreamInfo stream(int id) {
        return new StreamInfo(id, Codec.MP3, 44_100, 2, 0, 1152, ByteBuffer.allocate(0));
    }

    @Test
    void headerIsWrittenAsItsGoldenBytes() {
        assertThat(Samples.header().bytes()).isEqualTo(golden());
    }

    @Test
    void headerIsReadFromItsGoldenBytes() {
        StationHeader header = StationHeader.parse(golden());

        assertThat(header.station()).isEqualTo(Samples.STATION);
        assertThat(header.epoch()).isEqualTo(Samples.EPOCH);
        assertThat(header.revision()).isEqualTo(2);
        assertThat(header.anchorUnixNanos()).isEqualTo(Samples.EPOCH * 1_000_000_000L);
        assertThat(header.playoutDelayNanos()).isEqualTo(1_000_000_000L);
        assertThat(header.name()).isEqualTo("Äther FM");
        assertThat(header.streams()).containsExactly(Samples.stream());
        assertThat(header.stream(1)).contains(Samples.stream());
        assertThat(header.stream(2)).isEmpty();
        assertThat(header.verify(TestKey.VERIFIER)).isTrue();
        assertThat(header).hasToString("header of d75a9801, epoch 1767225600, revision 2");
    }

    @Test
    void codecsAndFieldTypesNobodyKnowsPassThroughUnchanged() {
        StationHeader header = StationHeader.parse(Golden.buffer("station-header-later"));

        assertThat(header.stream(2).orElseThrow().codec()).isEqualTo(Codec.UNKNOWN);
        assertThat(header.verify(TestKey.VERIFIER)).isTrue();
        assertThat(Golden.copy(header.bytes())).isEqualTo(Golden.bytes("station-header-later"));
    }

    @Test
    void signatureCoversEveryByte() {
        byte[] golden = Golden.copy(golden());
        for (int i = 0; i < golden.length; i++) {
            byte[] flipped = golden.clone();
            flipped[i] ^= 1;
            boolean accepted;
            try {
                accepted = StationHeader.parse(ByteBuffer.wrap(flipped)).verify(TestKey.VERIFIER);
            } catch (MalformedMessageException e) {
                accepted = false;
            }
            assertThat(accepted).as("byte %d flipped", i).isFalse();
        }
    }

    @Test
    void everyCutIsMalformed() {
        for (int length = 0; length < golden().limit(); length++) {
            ByteBuffer cut = golden().slice(0, length);
            assertThatThrownBy(() -> StationHeader.parse(cut))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // place, bytes put there, what is wrong
        "0, 00, not a header of a layout we know",
        "2, 02, not a header of a layout we know",
        "35, 0000000000000000, epoch 0",
        "35, ffffffffffffffff, epoch is over 2^63 - 1",
        "43, 80000000, revision is over 2^31 - 1",
        "47, 4000000000000001, 'anchor 4611686018427387905 ns, playout delay 1000000000 ns'",
        "55, 0000034630b8a001, 'anchor 1767225600000000000 ns, playout delay 3600000000001 ns'",
        "63, 0100, 'name is 256 bytes, the limit is 255'",
        "65, ff, name is not UTF-8",
        "74, 00, a header without streams",
        "74, 09, '9 streams, the limit is 8'",
        "78, 00000000, 'stream 1: 0 Hz, 2 channels, 96000 bit/s, 4800 samples a chunk, 19 bytes of"
                + " set-up'",
        "78, 000bb801, 'stream 1: 768001 Hz, 2 channels, 96000 bit/s, 4800 samples a chunk, 19"
                + " bytes of set-up'",
        "82, 00, 'stream 1: 48000 Hz, 0 channels, 96000 bit/s, 4800 samples a chunk, 19 bytes of"
                + " set-up'",
        "87, 00100001, 'stream 1: 48000 Hz, 2 channels, 96000 bit/s, 1048577 samples a chunk, 19"
                + " bytes of set-up'",
        "112, 11, '17 fields, the limit is 16'",
        "112, 01, 60 bytes where the signature should be"
    })
    void malformedHeadersSayWhatIsWrong(int place, String bytes, String what) {
        ByteBuffer header = golden();
        header.put(place, Golden.copy(Samples.hex(bytes)));
        if (place == 112 && bytes.equals("01")) {
            // an empty field: type and length come out of the signature's place
            header.put(place + 1, new byte[4]);
        }

        assertThatThrownBy(() -> StationHeader.parse(header))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage(what);
    }

    @Test
    void laterEpochOrLaterRevisionIsNewer() {
        StationHeader first = sign(1, 0, List.of(stream(0)));
        StationHeader changed = sign(1, 1, List.of(stream(0)));
        StationHeader restarted = sign(2, 0, List.of(stream(0)));

        assertThat(changed.isNewerThan(first)).isTrue();
        assertThat(restarted.isNewerThan(changed)).isTrue();
        assertThat(first.isNewerThan(changed)).isFalse();
        assertThat(changed.isNewerThan(restarted)).isFalse();
        assertThat(first.isNewerThan(first)).isFalse();
    }

    @Test
    void stationHasOneToEightStreamsNoIdTwice() {
        List<StreamInfo> eight = new ArrayList<>();
        for (int id = 0; id < 8; id++) {
            eight.add(new StreamInfo(id, Codec.AAC, 48_000, 2, 0, 1024, ByteBuffer.allocate(1024)));
        }

        assertThat(sign(1, 0, eight).streams()).isEqualTo(eight);
        assertThatThrownBy(() -> sign(1, 0, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a header without streams");
        assertThatThrownBy(() -> sign(1, 0, Collections.nCopies(9, stream(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("9 streams in a header");
        assertThatThrownBy(() -> sign(1, 0, List.of(stream(7), stream(7))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("stream 7 twice");
        assertThatThrownBy(() -> sign(0, 0, List.of(stream(7))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("epoch 0");
    }

    @Test
    void longNameIsCutAtAWholeCharacter() {
        StationHeader header =
                StationHeader.sign(
                        1, 0, 0, 0, "ü".repeat(500), List.of(stream(0)), TestKey.STATION);

        assertThat(header.name()).isEqualTo("ü".repeat(127));
    }

    @Test
    void setUpBytesCanBeReadTwice() {
        StreamInfo stream = StationHeader.parse(golden()).streams().getFirst();

        stream.setup().get(new byte[19]);

        assertThat(stream.setup().remaining()).isEqualTo(19);
    }

    @Test
    void samplesAreCountedAsNanoseconds() {
        StreamInfo stream = stream(0);

        assertThat(stream.nanosOf(0)).isZero();
        assertThat(stream.nanosOf(1152)).isEqualTo(26_122_448);
        assertThat(stream.nanosOf(44_100L * 3600 * 24 * 365))
                .isEqualTo(3600L * 24 * 365 * 1_000_000_000);
    }

    @Test
    void noMediaTimeOverflowsASumWithTheAnchor() {
        StreamInfo slowest = new StreamInfo(0, Codec.MP3, 1, 1, 0, 1, ByteBuffer.allocate(0));

        assertThat(slowest.nanosOf(Long.MAX_VALUE)).isEqualTo(1L << 61);
        assertThat(stream(0).nanosOf(Long.MAX_VALUE)).isEqualTo(1L << 61);
        assertThat(
                        Math.addExact(
                                Math.addExact(
                                        StationHeader.MAX_ANCHOR_NANOS,
                                        StationHeader.MAX_DELAY_NANOS),
                                slowest.nanosOf(Long.MAX_VALUE)))
                .isPositive();
    }
}
