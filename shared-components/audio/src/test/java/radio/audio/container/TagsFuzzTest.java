package radio.audio.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import radio.wire.Field;

/// Any bytes at all have tags or none: one line that the wire takes, after few and small reads.
@Tag("fuzz")
class TagsFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void bytesGiveALineOrNone(byte[] bytes) throws IOException {
        TagBytes watched =
                (at, length) -> {
                    assertThat(at).isNotNegative();
                    assertThat(length).isBetween(0, 1 << 20);
                    return TagBytes.of(bytes).read(at, length);
                };
        String line = Tags.of(watched, bytes.length).line();
        assertThat(line).doesNotMatch("(?s).*\\p{Cntrl}.*").isEqualTo(line.strip());
        assertThat(Field.title(line).text()).doesNotContain("\n");
    }
}
