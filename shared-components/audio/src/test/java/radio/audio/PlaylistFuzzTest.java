package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/// Any bytes at all are a list of entries, maybe of none.
@Tag("fuzz")
class PlaylistFuzzTest {

    @FuzzTest(maxDuration = "10m")
    void bytesAreAListOfEntries(byte[] bytes) {
        for (Playlist.Item item : Playlist.parse(Path.of("list.m3u"), bytes)) {
            assertThat(item.file().toString()).isNotEmpty();
            assertThat(item.title()).doesNotContain("\n");
        }
    }
}
