package radio.audio.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Who plays what, as a file that our own readers play says: ID3 (also inside WAV and AIFF), Vorbis
/// comments of FLAC, INFO of WAV, NAME and AUTH of AIFF. What ffmpeg plays, it tells us the tags
/// of.
///
/// Only these two texts are ever kept; everything else (pictures, lyrics) is passed over unread, in
/// at most [#MAX_READS] steps, whatever lengths it gives. A file with broken tags has none.
///
/// @param artist empty: not given
/// @param title empty: not given
record Tags(String artist, String title) {

    static final Tags NONE = new Tags("", "");

    /// Mostly two for each chunk of a file, frame of a tag or comment of a block. Guess.
    static final int MAX_READS = 4000;

    /// Of one text: four times what the wire's title field takes, for UTF-16 and for luck.
    static final int MAX_TEXT_BYTES = 4096;

    private static final int VORBIS_COMMENT = 4;

    /// "Artist - Title", or the title alone; empty without a title. One line, visible characters
    /// only.
    String line() {
        String what = Texts.oneLine(title);
        String who = Texts.oneLine(artist);
        return what.isEmpty() || who.isEmpty() ? what : who + " - " + what;
    }

    /// What is missing here, taken from there.
    Tags or(Tags other) {
        return new Tags(
                artist.isEmpty() ? other.artist : artist, title.isEmpty() ? other.title : title);
    }

    /// The tags of a file; none if it cannot be read.
    static Tags of(Path file) {
        if (!Files.isRegularFile(file)) {
            return NONE; // a pipe gives its bytes only once
        }
        try (FileChannel channel = FileChannel.open(file)) {
            return of(TagBytes.of(channel), channel.size());
        } catch (IOException e) {
            return NONE;
        }
    }

    static Tags of(TagBytes file, long size) throws IOException {
        TagBytes bytes = file.atMost(MAX_READS);
        byte[] head = bytes.read(0, 12);
        if (is(head, 0, "RIFF") && is(head, 8, "WAVE")) {
            return chunks(bytes, 12, size, ByteOrder.LITTLE_ENDIAN, 0);
        }
        if (is(head, 0, "FORM")) {
            return chunks(bytes, 12, size, ByteOrder.BIG_ENDIAN, 0);
        }
        Tags tags = NONE;
        long sound = 0;
        if (is(head, 0, "ID3")) {
            tags = Id3.read(bytes, 0);
            sound = Id3.bytes(head);
        }
        if (is(bytes.read(sound, 4), 0, "fLaC")) {
            return flac(bytes, sound + 4).or(tags);
        }
        return tags.or(Id3.readVersion1(bytes.read(Math.max(0, size - 128), 128)));
    }

    /// Lines of "Key=value".
    static Tags ofLines(String lines) {
        Tags tags = NONE;
        for (String line : lines.replace('\0', '\n').lines().toList()) {
            tags = tags.or(comment(line));
        }
        return tags;
    }

    private static Tags comment(String text) {
        int equals = text.indexOf('=');
        String value = text.substring(equals + 1);
        return switch (text.substring(0, Math.max(0, equals)).toLowerCase(Locale.ROOT)) {
            case "title" -> new Tags("", value);
            case "artist" -> new Tags(value, "");
            default -> NONE;
        };
    }

    /// Chunks of WAV, AIFF, and of the list INFO inside WAV.
    private static Tags chunks(TagBytes bytes, long from, long until, ByteOrder order, int depth)
            throws IOException {
        Tags tags = NONE;
        long at = from;
        while (at + 8 <= until) {
            byte[] head = bytes.read(at, 12);
            if (head.length < 8) {
                break;
            }
            long length = ByteBuffer.wrap(head).order(order).getInt(4) & 0xffff_ffffL;
            long inside = at + 8;
            switch (new String(head, 0, 4, StandardCharsets.ISO_8859_1)) {
                case "LIST" -> {
                    if (depth == 0 && is(head, 8, "INFO")) {
                        long end = Math.min(until, inside + length);
                        tags = tags.or(chunks(bytes, inside + 4, end, order, 1));
                    }
                }
                case "id3 ", "ID3 " -> tags = tags.or(Id3.read(bytes, inside));
                case "INAM", "NAME" -> tags = tags.or(new Tags("", text(bytes, inside, length)));
                case "IART", "AUTH" -> tags = tags.or(new Tags(text(bytes, inside, length), ""));
                default -> {}
            }
            at = inside + length + (length & 1);
        }
        return tags;
    }

    /// Metadata blocks of FLAC up to the comments (RFC 9639, 8.1 and 8.6).
    private static Tags flac(TagBytes bytes, long from) throws IOException {
        long at = from;
        while (true) {
            byte[] head = bytes.read(at, 4);
            if (head.length < 4) {
                return NONE;
            }
            if ((head[0] & 0x7f) == VORBIS_COMMENT) {
                return vorbis(bytes, at + 4);
            }
            if (head[0] < 0) {
                return NONE;
            }
            at += 4 + (ByteBuffer.wrap(head).getInt() & 0xff_ffff);
        }
    }

    /// Vorbis comments: vendor, number of comments, comments, each with its length before it.
    private static Tags vorbis(TagBytes bytes, long from) throws IOException {
        Tags tags = NONE;
        long at = from + 4 + length(bytes, from);
        long count = length(bytes, at);
        at += 4;
        for (long n = 0; n < count; n++) {
            long length = length(bytes, at);
            byte[] text = bytes.read(at + 4, (int) Math.min(length, MAX_TEXT_BYTES));
            if (text.length == 0) {
                break;
            }
            tags = tags.or(comment(new String(text, StandardCharsets.UTF_8)));
            at += 4 + length;
        }
        return tags;
    }

    private static long length(TagBytes bytes, long at) throws IOException {
        byte[] four = bytes.read(at, 4);
        return four.length < 4
                ? 0
                : ByteBuffer.wrap(four).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
    }

    /// A text of no said character set: UTF-8 if it can be that, else Latin-1.
    private static String text(TagBytes bytes, long at, long length) throws IOException {
        return Texts.utf8OrLatin1(bytes.read(at, (int) Math.min(length, MAX_TEXT_BYTES)));
    }

    static boolean is(byte[] bytes, int at, String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            if (at + i >= bytes.length || bytes[at + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
