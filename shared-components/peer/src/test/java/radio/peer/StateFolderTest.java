package radio.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    @TempDir Path parent;

    @Test
    void oneNodeAtATimeOwnsTheFolder() {
        Path path = parent.resolve("source");
        try (StateFolder folder = StateFolder.open(path)) {
            assertThat(folder.path()).isEqualTo(path);
            assertThatThrownBy(() -> StateFolder.open(path))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("in use by another node");
        }
        StateFolder.open(path).close();
    }

    @Test
    void listenersSideBySideGetFoldersOfTheirOwn() {
        Path path = parent.resolve("client");
        try (StateFolder first = StateFolder.openFree(path);
                StateFolder second = StateFolder.openFree(path)) {
            assertThat(first.path()).isEqualTo(path);
            assertThat(second.path()).isEqualTo(parent.resolve("client-2"));
        }
    }

    @Test
    void epochGrowsWithEveryStartEvenIfTheClockStepsBack() {
        try (StateFolder folder = StateFolder.open(parent)) {
            assertThat(folder.nextEpoch(1000)).isEqualTo(1000);
            assertThat(folder.nextEpoch(1000)).isEqualTo(1001);
            assertThat(folder.nextEpoch(5)).isEqualTo(1002);
            assertThat(folder.nextEpoch(2000)).isEqualTo(2000);
        }
    }

    @Test
    void fileInTheWayIsToldInOneLine() throws Exception {
        Path file = Files.writeString(parent.resolve("file"), "");
        assertThatThrownBy(() -> StateFolder.open(file.resolve("state")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("choose another with --state")
                .hasMessageNotContaining("\n");
    }

    @Test
    void usualPlaceFollowsXdg() {
        assertThat(StateFolder.usual(null, "/home/a", "source"))
                .isEqualTo(Path.of("/home/a/.local/state/p2p-radio/source"));
        assertThat(StateFolder.usual("/var/x", "/home/a", "client"))
                .isEqualTo(Path.of("/var/x/p2p-radio/client"));
    }
}
