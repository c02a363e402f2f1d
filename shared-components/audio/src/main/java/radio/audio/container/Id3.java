package radio.audio.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// ID3 tags: versions 2.2, 2.3 and 2.4 (id3.org), and the 128 bytes of version 1 at a file's end.
///
/// Reads artist and title; other frames are passed over by their lengths, compressed and encrypted
/// ones too.
final class Id3 {

    private static final int HEADER_BYTES = 10;

    /// How much of a tag that must be read as a whole (unsynchronised) is read.
    private static final int MAX_WHOLE_BYTES = 1 << 20;

    private static final int UNSYNCHRONISED = 0x80;
    private static final int EXTENDED = 0x40;

    private final TagBytes bytes;
    private final int version;
    private final boolean unsynchronised;
    private final long end;

    private Id3(TagBytes bytes, int version, boolean unsynchronised, long end) {
        this.bytes = bytes;
        this.version = version;
        this.unsynchronised = unsynchronised;
        this.end = end;
    }

    /// Whole length of a tag that begins with these bytes: header, body, optional footer.
    static long bytes(byte[] header) {
        return header.length < HEADER_BYTES
                ? 0
                : HEADER_BYTES + sevens(header, 6) + ((header[5] & 0x10) == 0 ? 0 : HEADER_BYTES);
    }

    static Tags read(TagBytes bytes, long at) throws IOException {
        byte[] header = bytes.read(at, HEADER_BYTES);
        if (header.length < HEADER_BYTES || !Tags.is(header, 0, "ID3")) {
            return Tags.NONE;
        }
        int version = header[3];
        if (version < 2 || version > 4) {
            return Tags.NONE;
        }
        boolean unsynchronised = (header[5] & UNSYNCHRONISED) != 0;
        long body = at + HEADER_BYTES;
        long length = sevens(header, 6);
        if (unsynchronised && version < 4) {
            // The lengths inside count the bytes as they were before.
            byte[] whole = synchronised(bytes.read(body, (int) Math.min(length, MAX_WHOLE_BYTES)));
            return new Id3(TagBytes.of(whole), version, false, whole.length)
                    .frames(0, (header[5] & EXTENDED) != 0);
        }
        return new Id3(bytes, version, unsynchronised, body + length)
                .frames(body, (header[5] & EXTENDED) != 0);
    }

    static Tags readVersion1(byte[] last) {
        if (last.length < 128 || !Tags.is(last, 0, "TAG")) {
            return Tags.NONE;
        }
        return new Tags(fixed(last, 33), fixed(last, 3));
    }

    private static String fixed(byte[] bytes, int from) {
        int until = from;
        while (until < from + 30 && bytes[until] != 0) {
            until++;
        }
        return Texts.utf8OrLatin1(Arrays.copyOfRange(bytes, from, until)).strip();
    }

    private Tags frames(long from, boolean extended) throws IOException {
        Tags tags = Tags.NONE;
        int headBytes = version == 2 ? 6 : 10;
        long at = from + (extended ? extendedBytes(from) : 0);
        while (at + headBytes < end) {
            byte[] head = bytes.read(at, headBytes);
            if (head.length < headBytes || !isName(head, 0)) {
                break;
            }
            long length = frameBytes(head, at);
            long inside = at + headBytes;
            long here = Math.min(length, end - inside);
            switch (new String(head, 0, version == 2 ? 3 : 4, StandardCharsets.ISO_8859_1)) {
                case "TIT2", "TT2" -> tags = tags.or(new Tags("", text(head, inside, here)));
                case "TPE1", "TP1" -> tags = tags.or(new Tags(text(head, inside, here), ""));
                default -> {}
            }
            at = inside + length;
        }
        return tags;
    }

    private long extendedBytes(long at) throws IOException {
        byte[] size = bytes.read(at, 4);
        if (size.length < 4 || version == 2) {
            return 0;
        }
        return version == 4 ? sevens(size, 0) : 4 + eights(size, 0, 4);
    }

    /// The length of a frame. Some writers of version 2.4 count in eights, like those of 2.3: then
    /// only that way leads to a next frame or to the tag's end.
    private long frameBytes(byte[] head, long at) throws IOException {
        if (version == 2) {
            return eights(head, 3, 3);
        }
        long eights = eights(head, 4, 4);
        if (version == 3) {
            return eights;
        }
        long sevens = sevens(head, 4);
        return sevens == eights || followed(at + 10 + sevens) || !followed(at + 10 + eights)
                ? sevens
                : eights;
    }

    private boolean followed(long at) throws IOException {
        if (at >= end) {
            return at == end;
        }
        byte[] next = bytes.read(at, 4);
        return next.length == 4 && isName(next, 0);
    }

    private boolean isName(byte[] head, int from) {
        for (int i = from; i < from + (version == 2 ? 3 : 4); i++) {
            boolean letter = head[i] >= 'A' && head[i] <= 'Z';
            if (!letter && !(head[i] >= '0' && head[i] <= '9')) {
                return false;
            }
        }
        return true;
    }

    private String text(byte[] head, long at, long length) throws IOException {
        byte[] all = bytes.read(at, (int) Math.min(length, Tags.MAX_TEXT_BYTES));
        int from = 0;
        boolean stuffed = unsynchronised;
        if (version == 3 && (head[9] & 0xe0) != 0) {
            return "";
        }
        if (version == 4) {
            if ((head[9] & 0x4c) != 0) {
                return "";
            }
            from = (head[9] & 1) == 0 ? 0 : 4;
            stuffed |= (head[9] & 2) != 0;
        }
        if (stuffed) {
            all = synchronised(all);
        }
        if (from >= all.length) {
            return "";
        }
        byte[] text = Arrays.copyOfRange(all, from + 1, all.length);
        return decode(all[from], text);
    }

    /// Several values are parted by a zero.
    private static String decode(byte encoding, byte[] text) {
        String decoded =
                switch (encoding) {
                    case 1 -> new String(text, StandardCharsets.UTF_16);
                    case 2 -> new String(text, StandardCharsets.UTF_16BE);
                    default -> Texts.utf8OrLatin1(text);
                };
        return decoded.replaceAll("\0+$", "").replaceAll("\0+\uFEFF?", ", ").strip();
    }

    /// Takes out the zero behind every 0xff.
    private static byte[] synchronised(byte[] stuffed) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(stuffed.length);
        for (int i = 0; i < stuffed.length; i++) {
            if (stuffed[i] != 0 || i == 0 || stuffed[i - 1] != (byte) 0xff) {
                plain.write(stuffed[i]);
            }
        }
        return plain.toByteArray();
    }

    private static long sevens(byte[] bytes, int at) {
        long value = 0;
        for (int i = at; i < at + 4; i++) {
            value = value << 7 | (bytes[i] & 0x7f);
        }
        return value;
    }

    private static long eights(byte[] bytes, int at, int count) {
        long value = 0;
        for (int i = at; i < at + count; i++) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }
}
