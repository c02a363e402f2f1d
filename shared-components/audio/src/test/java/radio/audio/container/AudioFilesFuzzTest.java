package radio.audio.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/// Any bytes at all: a file is played or refused, nothing else.
@Tag("fuzz")
class AudioFilesFuzzTest {

    /// No sound of this length is in a few kilobytes, except in a format that repeats itself
    /// without end.
    private static final int MAX_FRAMES = 50_000_000;

    @FuzzTest(maxDuration = "30m")
    void bytesArePlayedOrRefused(byte[] bytes) throws IOException {
        try (AudioReader reader =
                AudioFiles.openOurs(Path.of("fuzzed"), new ByteArrayInputStream(bytes))) {
            float[] samples = new float[4096 * reader.format().channels()];
            long frames = 0;
            for (int n = reader.read(samples, 4096); n > 0; n = reader.read(samples, 4096)) {
                assertThat(n).isBetween(1, 4096);
                frames += n;
                assertThat(frames).isLessThan(MAX_FRAMES);
            }
        } catch (UnreadableAudioException refused) {
            assertThat(refused.getMessage()).doesNotContain("\n");
        }
    }
}
