package radio.audio.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagsTest {

    private static final Charset LATIN = StandardCharsets.ISO_8859_1;

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "3, 0, ISO-8859-1",
        "3, 1, UTF-16",
        "4, 1, UTF-16",
        "4, 2, UTF-16BE",
        "4, 3, UTF-8"
    })
    void id3OfEveryCharacterSetIsRead(int version, int encoding, String charset)
            throws IOException {
        byte[] title = "Süßes Stück\0".getBytes(Charset.forName(charset));
        byte[] artist = "Björk".getBytes(Charset.forName(charset));
        byte[] tag =
                id3(
                        version,
                        0,
                        frame(version, "TIT2", 0, encoding, title),
                        frame(version, "TPE1", 0, encoding, artist));
        assertThat(line(tag)).isEqualTo("Björk - Süßes Stück");
    }

    @Test
    void oldestId3IsRead() throws IOException {
        byte[] frames = "TP1\0\0\7\0Artist\0\0TT2\0\0\6\0Title".getBytes(LATIN);
        frames[5] = 9;
        assertThat(line(id3(2, 0, frames))).isEqualTo("Artist - Title");
    }

    @Test
    void severalArtistsAreAllNamed() throws IOException {
        byte[] artists = "A\0B\0".getBytes(LATIN);
        byte[] title = "T".getBytes(LATIN);
        assertThat(line(id3(4, 0, frame(4, "TPE1", 0, 3, artists), frame(4, "TIT2", 0, 3, title))))
                .isEqualTo("A, B - T");
    }

    @Test
    void unsynchronisedTagIsRead() throws IOException {
        byte[] title = "\u00ff\0\u00e9t\u00e9".getBytes(LATIN); // 0xff is stuffed with a zero
        byte[] art = new byte[1000];
        java.util.Arrays.fill(art, (byte) 0xff);
        byte[] stuffedArt = new byte[2000];
        for (int i = 0; i < 2000; i += 2) {
            stuffedArt[i] = (byte) 0xff;
        }
        // Version 2.3 counts the bytes as they were before.
        byte[] titleFrame = frame(3, "TIT2", 0, 0, title);
        titleFrame[7]--;
        byte[] artFrame = frame(3, "APIC", 0, 0, stuffedArt);
        ByteBuffer.wrap(artFrame).putInt(4, 1001);
        assertThat(line(id3(3, 0x80, artFrame, titleFrame))).isEqualTo("ÿété");
        assertThat(line(id3(4, 0x80, frame(4, "TIT2", 0, 0, title)))).isEqualTo("ÿété");
        assertThat(line(id3(4, 0, frame(4, "TIT2", 2, 0, title)))).isEqualTo("ÿété");
    }

    @Test
    void lengthsOfAWriterThatCountsInEightsAreFollowed() throws IOException {
        byte[] art = frame(4, "APIC", 0, 0, new byte[5000]);
        ByteBuffer.wrap(art).putInt(4, 5001);
        byte[] tag = id3(4, 0, art, frame(4, "TIT2", 0, 3, "Title".getBytes(LATIN)));
        assertThat(line(tag)).isEqualTo("Title");
    }

    @Test
    void compressedAndEncryptedFramesArePassedOver() throws IOException {
        byte[] text = "nonsense".getBytes(LATIN);
        assertThat(line(id3(3, 0, frame(3, "TIT2", 0x80, 0, text)))).isEmpty();
        assertThat(line(id3(4, 0, frame(4, "TIT2", 4, 0, text)))).isEmpty();
    }

    @Test
    void pictureOfAnySizeIsPassedOverUnread() throws IOException {
        byte[] tag =
                id3(
                        3,
                        0,
                        frame(3, "APIC", 0, 0, new byte[3_000_000]),
                        frame(3, "TIT2", 0, 0, "Title".getBytes(LATIN)));
        AtomicInteger read = new AtomicInteger();
        TagBytes counting =
                (at, length) -> {
                    read.addAndGet(length);
                    return TagBytes.of(tag).read(at, length);
                };
        assertThat(Tags.of(counting, tag.length).line()).isEqualTo("Title");
        assertThat(read.get()).isLessThan(1000);
    }

    @Test
    void lengthsThatLieGiveNoTitleAndNoTrouble() throws IOException {
        byte[] lying = id3(3, 0, frame(3, "APIC", 0, 0, new byte[10]), new byte[0]);
        ByteBuffer.wrap(lying).putInt(14, 0x7fff_ffff);
        assertThat(line(lying)).isEmpty();
        ByteBuffer.wrap(lying).putInt(14, -1);
        assertThat(line(lying)).isEmpty();
        byte[] title = id3(3, 0, frame(3, "TIT2", 0, 0, "Title".getBytes(LATIN)));
        ByteBuffer.wrap(title).putInt(14, 0x7fff_ffff);
        assertThat(line(title)).isEqualTo("Title");
        byte[] comments = flac("TITLE=Title");
        ByteBuffer.wrap(comments).order(ByteOrder.LITTLE_ENDIAN).putInt(50, 0x7fff_ffff);
        assertThat(line(comments)).isEmpty();
    }

    @Test
    void partsWithoutEndAreReadForAWhile() throws IOException {
        byte[] file = new byte[4_000_000];
        ByteBuffer chunks = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        chunks.put("RIFF\0\0\0\0WAVE".getBytes(LATIN));
        while (chunks.remaining() > 12) {
            chunks.put("LIST".getBytes(LATIN)).putInt(4).put("INFO".getBytes(LATIN));
        }
        AtomicInteger reads = new AtomicInteger();
        TagBytes counting =
                (at, length) -> {
                    reads.incrementAndGet();
                    return TagBytes.of(file).read(at, length);
                };
        assertThat(Tags.of(counting, file.length)).isEqualTo(Tags.NONE);
        assertThat(reads.get()).isEqualTo(Tags.MAX_READS);
    }

    @Test
    void oldTagAtTheEndFillsWhatIsMissing() throws IOException {
        byte[] end = new byte[128];
        System.arraycopy("TAGOld title".getBytes(LATIN), 0, end, 0, 12);
        System.arraycopy("Old artist   ".getBytes(LATIN), 0, end, 33, 13);
        assertThat(line(join(new byte[500], end))).isEqualTo("Old artist - Old title");
        byte[] tag = id3(3, 0, frame(3, "TIT2", 0, 0, "New title".getBytes(LATIN)));
        assertThat(line(join(tag, end))).isEqualTo("Old artist - New title");
    }

    @Test
    void commentsOfFlacAreRead() throws IOException {
        assertThat(line(flac("album=none", "title=Ä = B", "ARTIST=Ü"))).isEqualTo("Ü - Ä = B");
        byte[] tagged =
                join(id3(3, 0, frame(3, "TIT2", 0, 0, "x".getBytes(LATIN))), flac("TITLE=y"));
        assertThat(line(tagged)).isEqualTo("y");
    }

    @Test
    void id3InsideOfWaveAndAiffIsRead() throws IOException {
        byte[] tag = id3(3, 0, frame(3, "TIT2", 0, 0, "Title".getBytes(LATIN)));
        for (boolean wave : new boolean[] {true, false}) {
            ByteBuffer file = ByteBuffer.allocate(12 + 8 + 101 + 1 + 8 + tag.length);
            file.order(wave ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            file.put((wave ? "RIFF\0\0\0\0WAVE" : "FORM\0\0\0\0AIFF").getBytes(LATIN));
            file.put((wave ? "data" : "SSND").getBytes(LATIN)).putInt(101).put(new byte[102]);
            file.put((wave ? "id3 " : "ID3 ").getBytes(LATIN)).putInt(tag.length).put(tag);
            assertThat(line(file.array())).isEqualTo("Title");
        }
    }

    @Test
    void textOfAiffIsRead() throws IOException {
        byte[] file = "FORM\0\0\0\0AIFFNAME\0\0\0\5Titel\0AUTH\0\0\0\4Wer?".getBytes(LATIN);
        assertThat(line(file)).isEqualTo("Wer? - Titel");
    }

    @Test
    void whatHarmsATerminalIsTakenOut() {
        assertThat(new Tags("\u001b[2J\u202eA\r\n", " \0 T\ud800\u2028 \t ").line())
                .isEqualTo("[2J A - T");
        assertThat(new Tags("Artist", "\n").line()).isEmpty();
    }

    @Test
    void linesOfFfmpegAreRead() {
        assertThat(Tags.ofLines("Title=A=B\nArtist=C\nTitle=D\0\0\0").line()).isEqualTo("C - A=B");
        assertThat(Tags.ofLines("").line()).isEmpty();
    }

    @Test
    void fileThatIsNotThereHasNoTags() throws IOException {
        assertThat(Tags.of(directory.resolve("none"))).isEqualTo(Tags.NONE);
        assertThat(Tags.of(Files.createFile(directory.resolve("empty")))).isEqualTo(Tags.NONE);
    }

    private static String line(byte[] file) throws IOException {
        return Tags.of(TagBytes.of(file), file.length).line();
    }

    private static byte[] frame(int version, String name, int flags, int encoding, byte[] text) {
        int length = text.length + 1;
        ByteBuffer frame = ByteBuffer.allocate(10 + length).put(name.getBytes(LATIN));
        frame.putInt(version == 4 ? sevens(length) : length).put((byte) 0).put((byte) flags);
        return frame.put((byte) encoding).put(text).array();
    }

    private static byte[] id3(int version, int flags, byte[]... frames) {
        byte[] body = join(join(frames), new byte[20]);
        ByteBuffer tag = ByteBuffer.allocate(10 + body.length).put("ID3".getBytes(LATIN));
        tag.put((byte) version).put((byte) 0).put((byte) flags).putInt(sevens(body.length));
        return tag.put(body).array();
    }

    private static int sevens(int value) {
        return (value & 0x7f)
                | (value & 0x3f80) << 1
                | (value & 0x1f_c000) << 2
                | (value & 0xfe0_0000) << 3;
    }

    /// Stream information of zeros, then comments; the first one's length lies at 50.
    private static byte[] flac(String... comments) {
        ByteBuffer file = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
        file.put("fLaC\0\0\0\4....".getBytes(LATIN)).put("\u0084\0\0\u00ff".getBytes(LATIN));
        file.putInt(22).put("a vendor of 22 letters".getBytes(LATIN)).putInt(comments.length);
        for (String comment : comments) {
            byte[] bytes = comment.getBytes(StandardCharsets.UTF_8);
            file.putInt(bytes.length).put(bytes);
        }
        return file.array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
