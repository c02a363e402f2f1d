package radio.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokenTest {
    @TempDir Path temp;

    private AccessToken read(Path file) {
        return AccessToken.readOrMake(file, new SecureRandom());
    }

    @Test
    void isMadeOnceForItsOwnerAlone() throws Exception {
        Path file = temp.resolve("new folder").resolve("api.token");
        read(file);
        String text = Files.readString(file).strip();
        assertThat(text).matches("[A-Za-z0-9_-]{43}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        AccessToken again = read(file);
        assertThat(Files.readString(file).strip()).isEqualTo(text);
        assertThat(again.matches(text)).isTrue();
        for (String wrong :
                new String[] {"", text + "x", text.substring(1), text.toLowerCase(Locale.ROOT)}) {
            assertThat(again.matches(wrong)).isFalse();
        }
    }

    @Test
    void oneThatOthersMayReadOrGuessIsRefused() throws Exception {
        Path file = temp.resolve("api.token");
        read(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        for (String bad : new String[] {"", "short", "two words that are long", "x".repeat(1025)}) {
            Files.writeString(file, bad);
            assertThatThrownBy(() -> read(file))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("not a token");
        }
        assertThatThrownBy(() -> read(temp))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("token file");
    }
}
