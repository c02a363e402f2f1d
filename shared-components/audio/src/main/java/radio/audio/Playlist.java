package radio.audio;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import radio.audio.container.Texts;
import radio.audio.container.UnreadableAudioException;

/// What to play, in order.
///
/// @param name where it came from, for messages
/// @param items at least one, at most [#MAX_ITEMS]; whether they can be played shows when they are
///   opened
public record Playlist(Path name, List<Item> items) {

    /// One file of a list.
    ///
    /// @param title to announce; empty: what the file's tags say, or else its name
    public record Item(Path file, String title) {}

    /// More than a year of three-minute items; a longer list is cut. Guess.
    static final int MAX_ITEMS = 200_000;

    /// Longer M3U files are refused: this is no list of files. Guess.
    static final int MAX_M3U_BYTES = 32 << 20;

    private static final List<String> SUFFIXES =
            List.of(".wav", ".wave", ".aif", ".aiff", ".aifc", ".au", ".snd", ".mp3", ".flac");

    public Playlist {
        if (items.isEmpty()) {
            throw new IllegalArgumentException("an empty playlist");
        }
        items = List.copyOf(items);
    }

    /// One file.
    public static Playlist file(Path file) {
        return new Playlist(file, List.of(new Item(file, "")));
    }

    /// All sound files of a directory (by their names' endings, in the order of their names, not of
    /// directories below), or the entries of an M3U file.
    ///
    /// @throws UnreadableAudioException in one line if there is no such list or nothing in it
    public static Playlist open(Path path) {
        List<Item> items;
        try {
            items = Files.isDirectory(path) ? directory(path) : m3u(path);
        } catch (IOException e) {
            String why =
                    Files.exists(path)
                            ? "the playlist cannot be read (" + e + ")"
                            : "there is no such playlist";
            throw new UnreadableAudioException(
                    path, why, "name a directory with sound files in it, or an M3U file", e);
        }
        if (items.isEmpty()) {
            throw new UnreadableAudioException(
                    path,
                    "the playlist has no entries",
                    "put sound files (WAV, AIFF, AU, MP3, FLAC) in it");
        }
        return new Playlist(path, items);
    }

    private static List<Item> directory(Path directory) throws IOException {
        List<Item> items = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(directory, Playlist::looksLikeSound)) {
            for (Path file : files) {
                if (items.size() < MAX_ITEMS) {
                    items.add(new Item(file, ""));
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        items.sort(Comparator.comparing(item -> item.file().toString()));
        return items;
    }

    private static List<Item> m3u(Path list) throws IOException {
        if (Files.size(list) > MAX_M3U_BYTES) {
            throw new UnreadableAudioException(
                    list,
                    "it is too long for a playlist",
                    "use file:" + list + " if it is a sound file");
        }
        return parseM3u(list, Files.readAllBytes(list));
    }

    /// The entries of an M3U file: a line each, relative to the list; `#EXTINF:seconds,title` names
    /// the next one; other lines with `#` are comments. UTF-8, or else Latin-1. Lines that can be
    /// no path (`http:` ones, too) are kept as entries that cannot be opened, so that they are
    /// named when their turn comes.
    static List<Item> parseM3u(Path list, byte[] bytes) {
        List<Item> items = new ArrayList<>();
        String title = "";
        for (String raw : Texts.utf8OrLatin1(bytes).lines().toList()) {
            String line = raw.strip();
            if (line.startsWith("#")) {
                int comma = line.indexOf(',');
                title =
                        line.startsWith("#EXTINF:") && comma > 0
                                ? line.substring(comma + 1).strip()
                                : title;
                continue;
            }
            if (line.isEmpty() || items.size() == MAX_ITEMS) {
                continue;
            }
            Path file = resolve(list, line);
            items.add(new Item(file, title));
            title = "";
        }
        return items;
    }

    private static Path resolve(Path list, String line) {
        try {
            return list.resolveSibling(line);
        } catch (InvalidPathException e) {
            return list.resolveSibling(line.replaceAll("\\p{Cntrl}", "?"));
        }
    }

    private static boolean looksLikeSound(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return !name.startsWith(".")
                && SUFFIXES.stream().anyMatch(name::endsWith)
                && Files.isRegularFile(file);
    }

    /// The file's name without its ending.
    static String titleOf(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
