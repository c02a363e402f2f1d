package radio.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import radio.testing.Leaks;

@ExtendWith(Leaks.class)
class IcyBlocksTest {
    /// What a player makes of the bytes: sound, and each block's text at its offset in the sound.
    @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
    record Played(byte[] sound, List<String> titles, List<Integer> offsets) {
        static Played of(byte[] bytes, int interval) {
            ByteArrayOutputStream sound = new ByteArrayOutputStream();
            List<String> titles = new ArrayList<>();
            List<Integer> offsets = new ArrayList<>();
            int at = 0;
            while (bytes.length - at > interval) {
                sound.write(bytes, at, interval);
                at += interval;
                int length = 16 * (bytes[at] & 0xFF);
                at++;
                if (length > 0) {
                    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
                    assertThat(text).startsWith("StreamTitle='");
                    // As ffmpeg does: up to the first quote that a semicolon follows.
                    titles.add(text.substring(13, text.indexOf("';")));
                    offsets.add(sound.size());
                }
                at += length;
            }
            sound.write(bytes, at, bytes.length - at);
            return new Played(sound.toByteArray(), titles, offsets);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void blocksStandAtTheirOffsetsWhateverIsWrittenAtATime(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] sound = new byte[random.nextInt(100_000, 400_000)];
        random.nextBytes(sound);
        int interval = IcyBlocks.interval(random.nextLong(3000, 24_000));
        IcyBlocks icy = new IcyBlocks(UnpooledByteBufAllocator.DEFAULT, interval);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> told = new ArrayList<>();
        String before = "nothing told yet";
        int most = random.nextBoolean() ? 40_000 : 3_000;
        for (int at = 0; at < sound.length; ) {
            int size = Math.min(random.nextInt(1, most), sound.length - at);
            // The block that stands before byte k x interval tells what plays half an interval
            // later.
            int first = (at + interval - 1) / interval * interval;
            for (int block = first; block < at + size; block += interval) {
                String title = "Titel " + (block + interval / 2) / 50_000;
                if (block > 0 && !title.equals(before)) {
                    told.add(title + " at " + block);
                    before = title;
                }
            }
            int from = at;
            icy.write(
                    Unpooled.copiedBuffer(sound, at, size),
                    offset -> "Titel " + (from + offset) / 50_000,
                    piece -> drain(piece, out));
            at += size;
        }
        Played played = Played.of(out.toByteArray(), interval);
        assertThat(played.sound()).as("seed %d", seed).isEqualTo(sound);
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < played.titles().size(); i++) {
            heard.add(played.titles().get(i) + " at " + played.offsets().get(i));
        }
        assertThat(heard).as("seed %d", seed).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource({
        "320000, 16000",
        "128000, 16000",
        "127000, 8000",
        "96000, 8000",
        "64000, 8000",
        "32000, 4000",
        "24000, 2000",
        "6000, 1000"
    })
    void halfAnIntervalIsHalfASecondAtMost(long bitsPerSecond, int interval) {
        assertThat(IcyBlocks.interval(bitsPerSecond / 8)).isEqualTo(interval);
    }

    private static void drain(ByteBuf piece, ByteArrayOutputStream out) {
        byte[] bytes = new byte[piece.readableBytes()];
        piece.readBytes(bytes);
        piece.release();
        out.writeBytes(bytes);
    }

    @Test
    void titlesOfStrangersStayWithinTheirQuotes() {
        assertThat(read("Zwölf \"Füße\" 'n' ☃")).isEqualTo("Zwölf \"Füße\" 'n' ☃");
        assertThat(read("ends with a quote'")).isEqualTo("ends with a quote'");
        assertThat(read("x';StreamUrl='http://evil/';")).isEqualTo("x’;StreamUrl='http://evil/’;");
        assertThat(read("a\0b")).isEqualTo("ab");
        assertThat(read("")).isEmpty();
        String longest = read("ü".repeat(3000));
        assertThat(longest).matches("ü{2000,2040}");
        assertThat(IcyBlocks.text("ü".repeat(3000)).length).isLessThanOrEqualTo(4080);
    }

    private static String read(String title) {
        String text = new String(IcyBlocks.text(title), StandardCharsets.UTF_8);
        return text.substring(13, text.indexOf("';"));
    }
}
