package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.audio.container.UnreadableAudioException;

class PlaylistTest {

    @TempDir Path directory;

    @Test
    void directoryGivesItsSoundFilesInTheOrderOfTheirNames() throws IOException {
        for (String name :
                List.of("b.MP3", "a.flac", "c.txt", ".hidden.wav", "d ü.wav", "x.Opus")) {
            Files.createFile(directory.resolve(name));
        }
        Files.createDirectory(directory.resolve("e.wav"));
        assertThat(Playlist.open(directory).items())
                .extracting(item -> Playlist.titleOf(item.file()))
                .containsExactly("a", "b", "d ü", "x");
    }

    @Test
    void listIsReadRelativeToItselfWithItsTitles() throws IOException {
        String text =
                "\uFEFF#EXTM3U\r\n#EXTINF:12,Artist, with comma\r\nsub dir/ä.mp3\r\n\r\n# comment\n/absolute/b.wav\n";
        Path list = Files.writeString(directory.resolve("list.m3u"), text);
        assertThat(Playlist.open(list).items())
                .containsExactly(
                        new Playlist.Item(directory.resolve("sub dir/ä.mp3"), "Artist, with comma"),
                        new Playlist.Item(Path.of("/absolute/b.wav"), ""));
    }

    @Test
    void listThatIsNotUtf8IsLatin1() throws IOException {
        Path list =
                Files.write(
                        directory.resolve("list.m3u"),
                        "ä.mp3".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Playlist.open(list).items())
                .extracting(item -> Playlist.titleOf(item.file()))
                .containsExactly("ä");
    }

    @Test
    void plsIsPlayedInTheOrderOfItsNumbersWithItsTitles() throws IOException {
        String text =
                """
                [Playlist]
                File10=z.ogg
                file2 = sub dir/ä=b.mp3
                Title2=Two
                Length2=-1
                TITLE7=nobody
                File3=
                NumberOfEntries=99999999
                File99999999999999999999=no
                File1=/absolute/b.wav
                """;
        Path list = Files.writeString(directory.resolve("list.pls"), "\uFEFF" + text);
        assertThat(Playlist.open(list).items())
                .containsExactly(
                        new Playlist.Item(Path.of("/absolute/b.wav"), ""),
                        new Playlist.Item(directory.resolve("sub dir/ä=b.mp3"), "Two"),
                        new Playlist.Item(directory.resolve("z.ogg"), ""));
    }

    @Test
    void fileAddressesArePathsAndBrokenOnesAreNamedLater() throws IOException {
        Path list =
                Files.writeString(
                        directory.resolve("list.m3u8"),
                        "file:///music/a%20b.mp3\nfile:///%zz.mp3\nfile:///a?b.mp3\n");
        assertThat(Playlist.open(list).items())
                .extracting(Playlist.Item::file)
                .containsExactly(
                        Path.of("/music/a b.mp3"),
                        directory.resolve("file:///%zz.mp3"),
                        directory.resolve("file:///a?b.mp3"));
    }

    @Test
    void addressesStayEntriesThatWillBeNamedWhenTheyFail() throws IOException {
        Path list =
                Files.writeString(
                        directory.resolve("list.m3u"), "http://example.org/stream\na\0b.mp3\n");
        assertThat(Playlist.open(list).items()).hasSize(2);
    }

    @Test
    void emptyOrMissingListIsRefusedInOneLine() throws IOException {
        assertThatThrownBy(() -> Playlist.open(directory))
                .isInstanceOf(UnreadableAudioException.class)
                .hasMessageContaining("no entries");
        Path list = Files.writeString(directory.resolve("list.m3u"), "# nothing\n");
        assertThatThrownBy(() -> Playlist.open(list))
                .isInstanceOf(UnreadableAudioException.class)
                .hasMessageContaining("no entries");
        assertThatThrownBy(() -> Playlist.open(directory.resolve("none")))
                .isInstanceOf(UnreadableAudioException.class)
                .hasMessageContaining("no such playlist");
    }
}
