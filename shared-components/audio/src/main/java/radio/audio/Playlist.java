package radio.audio;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    /// Longer lists are refused: this is no list of files. Guess.
    static final int MAX_LIST_BYTES = 32 << 20;

    /// What in a directory is taken for sound, by the endings of names: what our own readers play,
    /// then what ffmpeg does.
    private static final List<String> SUFFIXES =
            List.of(
                    ".wav", ".wave", ".aif", ".aiff", ".aifc", ".au", ".snd", ".mp3", ".flac",
                    ".m4a", ".m4b", ".mp4", ".aac", ".ogg", ".oga", ".opus", ".wma", ".mka", ".mkv",
                    ".webm", ".mov", ".avi", ".mp2", ".ac3", ".caf", ".ape", ".wv", ".w64", ".rf64",
                    ".amr", ".spx");

    private static final String PLS_HEAD = "[playlist]";

    private static final Pattern PLS_ENTRY =
            Pattern.compile("(File|Title)(\\d{1,9})\\s*=(.*)", Pattern.CASE_INSENSITIVE);

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
    /// directories below), or the entries of an M3U, M3U8 or PLS file.
    ///
    /// @throws UnreadableAudioException in one line if there is no such list or nothing in it
    public static Playlist open(Path path) {
        List<Item> items;
        try {
            items = Files.isDirectory(path) ? directory(path) : list(path);
        } catch (IOException e) {
            String why =
                    Files.exists(path)
                            ? "the playlist cannot be read (" + e + ")"
                            : "there is no such playlist";
            throw new UnreadableAudioException(
                    path, why, "name a directory with sound files in it, or an M3U or PLS file", e);
        }
        if (items.isEmpty()) {
            throw new UnreadableAudioException(
                    path, "the playlist has no entries", "put sound files in it");
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

    private static List<Item> list(Path list) throws IOException {
        if (Files.size(list) > MAX_LIST_BYTES) {
            throw new UnreadableAudioException(
                    list,
                    "it is too long for a playlist",
                    "use file:" + list + " if it is a sound file");
        }
        return parse(list, Files.readAllBytes(list));
    }

    /// The entries of a list, each a path relative to the list, or a `file:` address. UTF-8, or
    /// else Latin-1. Lines that can be no path (`http:` ones, too) are kept as entries that cannot
    /// be opened, so that they are named when their turn comes.
    static List<Item> parse(Path list, byte[] bytes) {
        String text = Texts.utf8OrLatin1(bytes);
        boolean pls = text.stripLeading().regionMatches(true, 0, PLS_HEAD, 0, PLS_HEAD.length());
        return pls ? parsePls(list, text) : parseM3u(list, text);
    }

    /// A line each; `#EXTINF:seconds,title` names the next one; other lines with `#` are comments.
    private static List<Item> parseM3u(Path list, String text) {
        List<Item> items = new ArrayList<>();
        String title = "";
        for (String raw : text.lines().toList()) {
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
            items.add(new Item(resolve(list, line), title));
            title = "";
        }
        return items;
    }

    /// `File1=path` and `Title1=title` in any order; played in the order of their numbers, which
    /// need not be without gaps.
    private static List<Item> parsePls(Path list, String text) {
        NavigableMap<Integer, String> files = new TreeMap<>();
        Map<Integer, String> titles = new HashMap<>();
        for (String line : text.lines().toList()) {
            Matcher entry = PLS_ENTRY.matcher(line.strip());
            if (!entry.matches()) {
                continue;
            }
            int number = Integer.parseInt(entry.group(2));
            boolean file = entry.group(1).equalsIgnoreCase("File");
            if (!file) {
                titles.put(number, entry.group(3).strip());
            } else if (files.size() < MAX_ITEMS) {
                files.put(number, entry.group(3).strip());
            }
        }
        List<Item> items = new ArrayList<>();
        files.forEach((number, file) -> {
            if (!file.isEmpty()) {
                String title = titles.getOrDefault(number, "");
                items.add(new Item(resolve(list, file), title));
            }
        });
        return items;
    }

    private static Path resolve(Path list, String line) {
        try {
            if (line.regionMatches(true, 0, "file:///", 0, 8)) {
                return Path.of(URI.create(line));
            }
        } catch (IllegalArgumentException | FileSystemNotFoundException notAnAddress) {
            // Then it is taken for a path, and named when it is not found.
        }
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
