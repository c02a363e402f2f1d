package radio.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

/// Whatever bytes a stranger sends, a decoder returns a value or throws a
/// [MalformedMessageException], and what it returned is written as bytes that read the same again.
///
/// An ordinary test run replays the corpus in `src/test/resources/radio/wire/*Inputs`, in a JVM of
/// its own (execution `fuzz` in the pom), since Jazzer instruments every class of its JVM. To fuzz
/// for real, name one method and say for how long:
///
/// ```
/// JAZZER_FUZZ=1 mvn -pl shared-components/wire test-compile surefire:test@fuzz -Dtest='MessageFuzzTest#anyMessage' -Djazzer.max_duration=60s
/// ```
///
/// Its log is in `target/surefire-reports-fuzz`. An input that fails lands in the directory of that
/// method's inputs: commit it with the fix.
@Tag("fuzz")
class MessageFuzzTest {
    /// The first byte is the type, the rest the body.
    @FuzzTest
    void anyMessage(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Message message;
        try {
            message =
                    MessageCodec.decode(
                            input[0] & 0xFF, ByteBuffer.wrap(input, 1, input.length - 1).slice());
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return;
        }
        switch (message) {
            case Message.Unknown(int type) -> assertThat(type).isEqualTo(input[0] & 0xFF);
            case Message.Push push -> {
                assertThat(Golden.copy(push.chunk().bytes()))
                        .isEqualTo(Arrays.copyOfRange(input, 3, input.length));
                assertThat(
                                MessageCodec.encodePushHead(
                                                push.chunkClass(), push.hops(), push.chunk().size())
                                        .position(MessageCodec.PREFIX_BYTES))
                        .isEqualTo(ByteBuffer.wrap(input, 1, 2));
            }
            default -> sameAgain(message);
        }
    }

    @FuzzTest
    void anyChunk(byte[] input) {
        Chunk chunk;
        try {
            chunk = Chunk.parse(ByteBuffer.wrap(input));
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return;
        }
        int samples = chunk.packets().stream().mapToInt(Packet::samples).sum();
        assertThat(chunk.samples()).isEqualTo(samples).isBetween(1, Chunk.MAX_SAMPLES);
        chunk.fields().forEach(Field::text);
        assertThat(Golden.copy(chunk.bytes())).isEqualTo(input);
        // Signing the same contents again gives the same bytes up to the signature.
        Chunk again =
                Chunk.sign(
                        chunk.id(),
                        chunk.mediaTime(),
                        chunk.packets(),
                        chunk.fields(),
                        new ZeroSigner(PublicKey.of(new byte[32])));
        int signed = input.length - Signer.SIGNATURE_BYTES;
        assertThat(again.bytes().slice(0, signed)).isEqualTo(ByteBuffer.wrap(input, 0, signed));
    }

    @FuzzTest
    void anyStationHeader(byte[] input) {
        StationHeader header;
        try {
            header = StationHeader.parse(ByteBuffer.wrap(input));
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return;
        }
        assertThat(Golden.copy(header.bytes())).isEqualTo(input);
        StationHeader again =
                StationHeader.sign(
                        header.epoch(),
                        header.revision(),
                        header.anchorUnixNanos(),
                        header.playoutDelayNanos(),
                        header.name(),
                        header.streams(),
                        new ZeroSigner(header.station().key()));
        assertThat(again.streams()).isEqualTo(header.streams());
        assertThat(again.station()).isEqualTo(header.station());
        assertThat(again.isNewerThan(header)).isFalse();
        for (StreamInfo stream : header.streams()) {
            assertThat(Math.addExact(header.anchorUnixNanos(), stream.nanosOf(Long.MAX_VALUE)))
                    .isPositive();
        }
    }

    private static void sameAgain(Message message) {
        ByteBuffer encoded = MessageCodec.encode(message);
        int prefix = encoded.getInt();
        assertThat(prefix >>> 24).isEqualTo(MessageCodec.type(message));
        assertThat(prefix & 0xFFFFFF).isEqualTo(encoded.remaining());
        Message again = MessageCodec.decode(MessageCodec.type(message), encoded.slice());
        if (message instanceof Message.Header(StationHeader header)
                && again instanceof Message.Header(StationHeader same)) {
            assertThat(same.bytes()).isEqualTo(header.bytes());
        } else {
            assertThat(again).isEqualTo(message);
        }
    }

    /// Its signatures are zeros: what is tested is the layout around them.
    private record ZeroSigner(PublicKey publicKey) implements Signer {
        @Override
        public byte[] sign(ByteBuffer message) {
            return new byte[SIGNATURE_BYTES];
        }
    }
}
