package radio.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Keys, signatures, chunk names: values that are compared, and what a proof of identity covers.
class IdentityTest {
    private static PublicKey key(String digits) {
        return PublicKey.parse(digits.repeat(64 / digits.length()));
    }

    @Test
    void equalKeysAreEqualObjects() {
        byte[] bytes = TestKey.STATION.publicKey().bytes();

        assertThat(PublicKey.of(bytes))
                .isEqualTo(TestKey.STATION.publicKey())
                .hasSameHashCodeAs(TestKey.STATION.publicKey());
        assertThat(PeerId.of(bytes)).isEqualTo(TestKey.STATION.peer());
        assertThat(StationId.of(bytes)).isEqualTo(TestKey.STATION.station());
        assertThat(PeerId.of(bytes).bytes()).isEqualTo(bytes);
        assertThat(StationId.of(bytes).bytes()).isEqualTo(bytes);
    }

    @Test
    void changingTheArrayChangesNoKeyAndNoSignature() {
        byte[] bytes = TestKey.STATION.publicKey().bytes();
        PublicKey key = PublicKey.of(bytes);
        byte[] raw = new byte[64];
        Signature signature = Signature.of(raw);

        bytes[0] ^= 1;
        raw[0] ^= 1;

        assertThat(key).isEqualTo(TestKey.STATION.publicKey());
        assertThat(signature).isEqualTo(Signature.of(new byte[64]));
        assertThat(signature).hasSameHashCodeAs(Signature.of(new byte[64]));
        assertThat(signature).isNotEqualTo(Signature.of(raw));
    }

    @Test
    void keysAreOrderedAsTheirBytes() {
        List<PublicKey> keys =
                new ArrayList<>(List.of(key("ff"), key("80"), key("00"), key("7f"), key("01")));

        Collections.sort(keys);

        assertThat(keys).containsExactly(key("00"), key("01"), key("7f"), key("80"), key("ff"));
        PublicKey low = PublicKey.parse("0".repeat(63) + "1");
        PublicKey high = PublicKey.parse("0".repeat(62) + "f0");
        assertThat(new PeerId(low)).isLessThan(new PeerId(high));
        assertThat(new StationId(high)).isGreaterThan(new StationId(low));
        assertThat(low).isEqualByComparingTo(low);
    }

    @Test
    void keyIsWrittenInLowerCaseAndShortened() {
        assertThat(key("AB")).hasToString("ab".repeat(32));
        assertThat(key("AB").brief()).isEqualTo("abababab");
        assertThat(new PeerId(key("AB"))).hasToString("ab".repeat(32));
        assertThat(new StationId(key("AB")).brief()).isEqualTo("abababab");
    }

    @Test
    void whatIsNoKeySaysWhy() {
        assertThatThrownBy(() -> PublicKey.of(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key has 32 bytes, this one has 31");
        assertThatThrownBy(() -> PublicKey.parse("ab"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a key is written as 64 hexadecimal digits, this one has 2 characters");
        assertThatThrownBy(() -> Signature.of(new byte[63]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a signature of 63 bytes");
    }

    @Test
    void chunksAreOrderedByStreamThenEpochThenSequence() {
        ChunkId first = new ChunkId(1, 1, 9);
        List<ChunkId> ids =
                new ArrayList<>(
                        List.of(
                                new ChunkId(2, 1, 0),
                                new ChunkId(1, 2, 0),
                                new ChunkId(1, 1, 10),
                                first));

        Collections.sort(ids);

        assertThat(ids)
                .containsExactly(
                        first, new ChunkId(1, 1, 10), new ChunkId(1, 2, 0), new ChunkId(2, 1, 0));
        assertThat(first.next()).isEqualTo(new ChunkId(1, 1, 10)).isGreaterThan(first);
        assertThat(first).hasToString("1/1/9");
    }

    @Test
    void statementsAreTheirGoldenBytes() {
        assertThat(
                        Golden.copy(
                                Proofs.statement(
                                        true, Samples.HELLO_DIALLER, Samples.HELLO_ACCEPTOR)))
                .isEqualTo(Golden.bytes("statement-dialler"));
        assertThat(
                        Golden.copy(
                                Proofs.statement(
                                        false, Samples.HELLO_ACCEPTOR, Samples.HELLO_DIALLER)))
                .isEqualTo(Golden.bytes("statement-acceptor"));
    }

    @Test
    void proofIsGoodForOneSideOneDirectionAndOneHandshakeOnly() {
        Message.Hello dialler = Samples.HELLO_DIALLER;
        Message.Hello acceptor = Samples.HELLO_ACCEPTOR;
        ByteBuffer proof =
                ByteBuffer.wrap(TestKey.LISTENER.sign(Proofs.statement(true, dialler, acceptor)));
        Message.Hello anotherTime =
                new Message.Hello(
                        1,
                        0,
                        acceptor.peer(),
                        Samples.nonce(1),
                        acceptor.station(),
                        acceptor.listenPort(),
                        acceptor.candidates());

        assertThat(verifies(Proofs.statement(true, dialler, acceptor), proof)).isTrue();
        assertThat(verifies(Proofs.statement(false, dialler, acceptor), proof)).isFalse();
        assertThat(verifies(Proofs.statement(true, acceptor, dialler), proof)).isFalse();
        assertThat(verifies(Proofs.statement(true, dialler, anotherTime), proof)).isFalse();
    }

    private static boolean verifies(ByteBuffer statement, ByteBuffer proof) {
        return TestKey.VERIFIER.verify(TestKey.LISTENER.publicKey(), statement, proof);
    }
}
