package radio.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir Path folder;

    @Test
    void keyIsMadeOnceForItsOwnerOnlyAndReadAgain() throws Exception {
        Path file = folder.resolve("neu & schön/station.key");
        Ed25519Signer made = KeyFile.readOrMake(file, random);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(KeyFile.readOrMake(file, random).publicKey()).isEqualTo(made.publicKey());
    }

    @Test
    void keyThatOthersMayReadIsRefusedWithTheRemedy() throws Exception {
        Path file = folder.resolve("station.key");
        KeyFile.readOrMake(file, random);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> KeyFile.readOrMake(file, random))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "key file " + file + ": others may read it; run: chmod 600 '" + file + "'");
    }

    @Test
    void fileThatIsNoKeyIsRefusedAndLeftAlone() throws Exception {
        Path file = folder.resolve("station.key");
        KeyFile.readOrMake(file, random);
        Files.writeString(file, "hello\n");
        assertThatThrownBy(() -> KeyFile.readOrMake(file, random))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("not a key");
        assertThat(file).hasContent("hello\n");
    }

    @Test
    void signatureIsGoodForItsMessageAndKeyOnly() {
        Ed25519Signer signer = Ed25519Signer.generate(random);
        Ed25519Signer other = Ed25519Signer.generate(random);
        Ed25519Verifier verifier = new Ed25519Verifier();
        ByteBuffer message = ByteBuffer.wrap("on air".getBytes(UTF_8));
        ByteBuffer signature = ByteBuffer.wrap(signer.sign(message));
        assertThat(verifier.verify(signer.publicKey(), message, signature)).isTrue();
        assertThat(verifier.verify(other.publicKey(), message, signature)).isFalse();
        assertThat(
                        verifier.verify(
                                signer.publicKey(),
                                ByteBuffer.wrap("on Air".getBytes(UTF_8)),
                                signature))
                .isFalse();
        assertThat(verifier.verify(signer.publicKey(), message, ByteBuffer.allocate(63))).isFalse();
    }
}
