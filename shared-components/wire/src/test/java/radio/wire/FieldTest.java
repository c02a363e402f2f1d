package radio.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldTest {
    @ParameterizedTest
    @CsvSource({
        // a character of 1, 2, 3 and 4 bytes of UTF-8; how many of them fit 1,024 bytes
        "a, 1024",
        "ü, 512",
        "€, 341",
        "🎵, 256"
    })
    void titleIsCutAtAWholeCharacter(String character, int fitting) {
        assertThat(Field.title(character.repeat(2000)).text()).isEqualTo(character.repeat(fitting));
        assertThat(Field.title("x" + character.repeat(2000)).text())
                .isEqualTo("x" + character.repeat(1023 / (1024 / fitting)));
    }

    @Test
    void titleThatFitsIsLeftAlone() {
        assertThat(Field.title("Für Elise").text()).isEqualTo("Für Elise");
        assertThat(Field.title("ü".repeat(512)).value().remaining()).isEqualTo(1024);
    }

    @Test
    void valueThatIsNotUtf8IsShownWithReplacementCharacters() {
        assertThat(new Field(Field.TITLE, Samples.hex("41c342")).text()).isEqualTo("A\uFFFDB");
    }

    @Test
    void escapesInATitleDoNotReachTheTerminal() {
        assertThat(Field.title("a\u001b]0;b\u0007\r\n\u009bc").text()).isEqualTo("a?]0;b????c");
    }
}
