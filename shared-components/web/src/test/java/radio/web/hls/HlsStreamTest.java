package radio.web.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import radio.audio.codec.OpusPackets;
import radio.wire.Air;
import radio.wire.Codec;
import radio.wire.Field;
import radio.wire.Packet;
import radio.wire.StreamInfo;

class HlsStreamTest {

    /// 2025-06-01 in pieces of 2 s.
    private static final long FIRST = 874_368_000;

    private final HlsStream hls = new HlsStream(Studio.UNIX_OFFSET);

    @Test
    void twentyChunksMakeASegmentOfTwoSeconds() {
        Studio studio = Studio.onAir(41);
        for (int i = 0; i < 19; i++) {
            hls.add(studio.heard(i));
        }
        assertThat(hls.ready()).isFalse();
        hls.add(studio.heard(19));
        assertThat(hls.ready()).isTrue();
        Segment first = hls.segment(FIRST).orElseThrow();
        assertThat(first.samples()).isEqualTo(96_000);
        assertThat(first.decodeTime()).isZero();
        assertThat(first.startUnixNanos()).isEqualTo(Studio.UNIX_OFFSET);
        Mp4.Fragment fragment = Mp4.fragment(first.bytes());
        assertThat(fragment.sequence()).isEqualTo(1);
        List<ByteBuffer> packets =
                studio.chunks().subList(0, 20).stream()
                        .flatMap(chunk -> chunk.packets().stream())
                        .map(Packet::data)
                        .toList();
        assertThat(fragment.samples().stream().map(Mp4.Sample::data)).isEqualTo(packets);
    }

    @Test
    void boxesOfTheInitAreThoseOfOpusInMp4() {
        Studio studio = Studio.onAir(20);
        addAll(studio);
        ByteBuffer init = hls.init(FIRST).orElseThrow().bytes();
        assertThat(Mp4.boxes(init).stream().map(Mp4.Box::path))
                .containsExactly(
                        "ftyp",
                        "moov",
                        "moov/mvhd",
                        "moov/trak",
                        "moov/trak/tkhd",
                        "moov/trak/mdia",
                        "moov/trak/mdia/mdhd",
                        "moov/trak/mdia/hdlr",
                        "moov/trak/mdia/minf",
                        "moov/trak/mdia/minf/smhd",
                        "moov/trak/mdia/minf/dinf",
                        "moov/trak/mdia/minf/dinf/dref",
                        "moov/trak/mdia/minf/stbl",
                        "moov/trak/mdia/minf/stbl/stsd",
                        "moov/trak/mdia/minf/stbl/stts",
                        "moov/trak/mdia/minf/stbl/stsc",
                        "moov/trak/mdia/minf/stbl/stsz",
                        "moov/trak/mdia/minf/stbl/stco",
                        "moov/trak/mdia/minf/stbl/sgpd",
                        "moov/mvex",
                        "moov/mvex/trex");
        ByteBuffer entry = Mp4.box(init, "moov/trak/mdia/minf/stbl/stsd").body();
        byte[] opus = new byte[entry.remaining() - 8];
        entry.get(8, opus);
        String hex = HexFormat.of().formatHex(opus);
        assertThat(hex)
                .isEqualTo(
                        "00000037" // 55 bytes
                                + "4f707573" // Opus
                                + "000000000000"
                                + "0001"
                                + "0000000000000000"
                                + "0002"
                                + "0010"
                                + "00000000"
                                + "bb800000"
                                + "00000013"
                                + "644f7073" // dOps, 19 bytes
                                + "00"
                                + "02"
                                + "0000"
                                + "0000bb80"
                                + "0000"
                                + "00");
        assertThat(Mp4.boxes(hls.segment(FIRST).orElseThrow().bytes()).stream().map(Mp4.Box::path))
                .containsExactly(
                        "styp",
                        "moof",
                        "moof/mfhd",
                        "moof/traf",
                        "moof/traf/tfhd",
                        "moof/traf/tfdt",
                        "moof/traf/trun",
                        "moof/traf/sbgp",
                        "mdat");
    }

    @Test
    void playlistSaysWhatIsThere() {
        Studio studio = Studio.onAir(60);
        for (int i = 0; i < 60; i++) {
            hls.add(i == 20 ? studio.heard(i, "Für Elise, \"Beethoven\" ☃") : studio.heard(i));
        }
        assertThat(hls.playlist())
                .isEqualTo(
                        """
                        #EXTM3U
                        #EXT-X-VERSION:7
                        #EXT-X-TARGETDURATION:2
                        #EXT-X-MEDIA-SEQUENCE:874368000
                        #EXT-X-DISCONTINUITY-SEQUENCE:874368000
                        #EXT-X-INDEPENDENT-SEGMENTS
                        #EXT-X-DATERANGE:ID="title-1748736000000",CLASS="radio.title",\
                        START-DATE="2025-06-01T00:00:02.000Z",END-ON-NEXT=YES,\
                        X-TITLE="Für Elise, 'Beethoven' ☃"
                        #EXT-X-MAP:URI="init-874368000.mp4"
                        #EXT-X-PROGRAM-DATE-TIME:2025-06-01T00:00:00.000Z
                        #EXTINF:2.00000,
                        segment-874368000.m4s
                        #EXT-X-PROGRAM-DATE-TIME:2025-06-01T00:00:02.000Z
                        #EXTINF:2.00000,Für Elise, "Beethoven" ☃
                        segment-874368001.m4s
                        #EXT-X-PROGRAM-DATE-TIME:2025-06-01T00:00:04.000Z
                        #EXTINF:2.00000,Für Elise, "Beethoven" ☃
                        segment-874368002.m4s
                        """);
    }

    @Test
    void windowSlidesAndStragglersFindTheirSegmentALittleLonger() {
        addAll(Studio.onAir(20 * 30));
        long newest = hls.newest().orElseThrow();
        assertThat(newest).isEqualTo(FIRST + 29);
        assertThat(hls.playlist()).contains("MEDIA-SEQUENCE:" + (newest - 5) + "\n");
        assertThat(hls.playlist().lines().filter(line -> line.startsWith("segment-"))).hasSize(6);
        assertThat(hls.segment(newest - 12)).isPresent();
        assertThat(hls.segment(newest - 13)).isEmpty();
        assertThat(hls.segment(newest + 1)).isEmpty();
        assertThat(hls.segment(-1)).isEmpty();
        assertThat(hls.segment(Long.MIN_VALUE)).isEmpty();
        assertThat(hls.segment(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void missingChunkBecomesSilenceOfItsLength() {
        Studio studio = Studio.onAir(40);
        for (int i = 0; i < 40; i++) {
            hls.add(i == 7 || i == 8 ? studio.missing(i) : studio.heard(i));
        }
        assertContiguous();
        assertThat(hls.figures().silentSamples()).isEqualTo(9600);
        assertThat(hls.newest()).hasValue(FIRST + 1);
        List<Mp4.Sample> samples = Mp4.fragment(hls.segment(FIRST).orElseThrow().bytes()).samples();
        assertThat(samples.get(35).data())
                .isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0xFC, (byte) 0xFF, (byte) 0xFE}));
    }

    @Test
    void packetThatIsNoOpusIsReplacedBySilence() {
        Studio studio = Studio.onAir(20);
        for (int i = 0; i < 20; i++) {
            hls.add(
                    i == 3
                            ? studio.heard(
                                    i,
                                    List.of(
                                            new Packet(960, ByteBuffer.allocate(0)),
                                            new Packet(960, ByteBuffer.wrap(new byte[] {3})),
                                            new Packet(2880, ByteBuffer.wrap(new byte[] {8, 1}))))
                            : studio.heard(i));
        }
        assertContiguous();
        assertThat(hls.figures().damagedPackets()).isEqualTo(3);
        assertThat(hls.figures().silentSamples()).isEqualTo(4800);
    }

    @Test
    void restartOfTheSourceIsSilenceOfTheRightLengthAndNoBreak() {
        addAll(Studio.onAir(2, 1, 0, 1000, 25));
        addAll(Studio.onAir(2, 2, 5_300_000_000L, 500, 60));
        hls.end();
        assertContiguous();
        assertThat(hls.figures().silentSamples()).isEqualTo(28 * 4800);
        assertThat(hls.playlist()).doesNotContain("DISCONTINUITY\n").endsWith("#EXT-X-ENDLIST\n");
        assertThat(length()).isEqualTo((25 + 28 + 60) * 4800L);
        Segment last = hls.segment(hls.newest().orElseThrow()).orElseThrow();
        assertThat(last.startUnixNanos() + (long) last.samples() * 1_000_000_000 / 48_000)
                .isEqualTo(Studio.UNIX_OFFSET + 11_300_000_000L);
    }

    @Test
    void sourceThatIsAwayForLongBreaksTheLine() {
        addAll(Studio.onAir(2, 1, 0, 1000, 45));
        addAll(Studio.onAir(2, 2, 3_600_000_000_000L, 1000, 20));
        assertThat(hls.figures().silentSamples()).isZero();
        assertThat(hls.playlist())
                .contains(
                        """
                        #EXTINF:0.50000,
                        segment-874368002.m4s
                        #EXT-X-DISCONTINUITY
                        #EXT-X-PROGRAM-DATE-TIME:2025-06-01T01:00:00.000Z
                        """);
        assertContiguous();
    }

    @Test
    void otherNumberOfChannelsIsABreakWithAnInitOfItsOwn() {
        addAll(Studio.onAir(2, 1, 0, 1000, 20));
        addAll(Studio.onAir(1, 2, 2_000_000_000L, 1000, 20));
        assertThat(hls.playlist())
                .contains(
                        """
                        segment-874368000.m4s
                        #EXT-X-DISCONTINUITY
                        #EXT-X-MAP:URI="init-874368001.mp4"
                        """);
        assertThat(hls.init(FIRST)).isPresent();
        assertThat(hls.init(FIRST + 1)).isPresent();
        assertContiguous();
        Studio more = Studio.onAir(1, 3, 4_000_000_000L, 1000, 20 * 30);
        addAll(more);
        assertThat(hls.init(FIRST)).as("no segment needs it any more").isEmpty();
        assertThat(hls.playlist())
                .contains("#EXT-X-DISCONTINUITY-SEQUENCE:" + (FIRST + 1))
                .doesNotContain("#EXT-X-DISCONTINUITY\n");
    }

    @Test
    void silenceGoesOutWhileNothingComesAndTheSourceGoesOnAtItsTime() {
        Studio before = Studio.onAir(2, 1, 0, 1000, 20);
        addAll(before);
        for (long millis = 2_000; millis <= 12_000; millis += 500) {
            hls.passed(millis * 1_000_000);
        }
        // Two seconds of sound, then silence to the second before last, less the delay.
        assertThat(hls.newest()).hasValue(FIRST + 4);
        addAll(Studio.onAir(2, 2, 12_000_000_000L, 1000, 20));
        hls.end();
        assertContiguous();
        assertThat(length()).isEqualTo(14 * 48_000);
        assertThat(hls.figures().discontinuities()).isZero();
    }

    @Test
    void nodeThatSleptPassesTheTimeOver() {
        addAll(Studio.onAir(2, 1, 0, 1000, 20));
        hls.passed(3_600_000_000_000L);
        assertThat(hls.figures().silentSamples()).isEqualTo(HlsStream.MAX_FILL_SAMPLES);
        addAll(Studio.onAir(2, 2, 3_599_000_000_000L, 1000, 20));
        hls.end();
        assertContiguous();
        assertThat(hls.figures().discontinuities()).isEqualTo(1);
        Segment last = hls.segment(hls.newest().orElseThrow()).orElseThrow();
        assertThat(last.startUnixNanos() + (long) last.samples() * 1_000_000_000 / 48_000)
                .isEqualTo(Studio.UNIX_OFFSET + 3_601_000_000_000L);
    }

    @Test
    void chunkThatComesAfterItsSilenceIsNotPlayedTwice() {
        Studio studio = Studio.onAir(40);
        for (int i = 0; i < 20; i++) {
            hls.add(studio.heard(i));
        }
        hls.passed(4_290_000_000L);
        for (int i = 20; i < 40; i++) {
            hls.add(studio.heard(i));
        }
        assertThat(hls.figures().overlappingPackets()).isEqualTo(14);
        assertContiguous();
        assertThat(length()).isEqualTo(4 * 48_000);
    }

    @Test
    void titleBeginsInTheSegmentWhereItsSoundIs() {
        Studio studio = Studio.onAir(60);
        for (int i = 0; i < 60; i++) {
            hls.add(i == 25 ? studio.heard(i, "Grüße ☃") : studio.heard(i));
        }
        byte[] text = "Grüße ☃".getBytes(StandardCharsets.UTF_8);
        for (int n = 0; n < 3; n++) {
            Segment segment = hls.segment(FIRST + n).orElseThrow();
            List<Mp4.Box> events =
                    Mp4.boxes(segment.bytes()).stream()
                            .filter(box -> box.path().equals("emsg"))
                            .toList();
            assertThat(events).hasSize(n == 0 ? 0 : 1);
            for (Mp4.Box event : events) {
                ByteBuffer body = event.body();
                assertThat(body.getInt()).isEqualTo(1 << 24);
                assertThat(body.getInt()).isEqualTo(48_000);
                assertThat(body.getLong()).isEqualTo(n == 1 ? 25 * 4800 : 192_000);
                byte[] rest = new byte[body.remaining()];
                body.get(rest);
                assertThat(rest).containsSequence(ascii("https://aomedia.org/emsg/ID3"));
                assertThat(rest).containsSequence(ascii("TIT2")).containsSequence(text);
            }
        }
    }

    @Test
    void titleEndsWithItsEpoch() {
        Studio first = Studio.onAir(2, 1, 0, 1000, 20);
        hls.add(first.heard(0, "before"));
        for (int i = 1; i < 20; i++) {
            hls.add(first.heard(i));
        }
        addAll(Studio.onAir(2, 2, 2_000_000_000L, 1000, 20));
        assertThat(hls.segment(FIRST).orElseThrow().title()).isEqualTo("before");
        assertThat(hls.segment(FIRST + 1).orElseThrow().title()).isEmpty();
        assertThat(hls.playlist()).contains("X-TITLE=\"before\"", "X-TITLE=\"\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n#EXT-X-ENDLIST",
                "a\r\n#EXTINF:1,\r\nevil.m4s",
                "\",X=\"\n",
                "\\\",URI=\"http://evil/\"",
                "a\u2028b\u0085c\u000Bd\u0000e\u001b[2J",
                "\uFEFF#EXTM3U",
                "<script>alert(1)</script>",
                "\uD800 half",
                "%s %d ${jndi:x}",
                ","
            })
    void hostileTitleBreaksNoLineOfThePlaylist(String title) {
        Studio studio = Studio.onAir(40);
        Field raw = new Field(Field.TITLE, StandardCharsets.UTF_8.encode(title.repeat(20)));
        for (int i = 0; i < 40; i++) {
            hls.add(
                    studio.heard(
                            i,
                            i * 4800L,
                            studio.chunks().get(i).packets(),
                            i % 7 == 3 ? List.of(raw) : List.of()));
        }
        assertSound(hls.playlist());
        assertThat(hls.playlist().lines().filter(line -> line.startsWith("segment-"))).hasSize(2);
    }

    @Test
    void titleInEveryChunkFillsNothing() {
        Studio studio = Studio.onAir(2, 1, 0, 1000, 400);
        for (int i = 0; i < 400; i++) {
            hls.add(
                    studio.heard(
                            i,
                            i * 4800L,
                            studio.chunks().get(i).packets(),
                            List.of(
                                    new Field(
                                            Field.TITLE,
                                            StandardCharsets.UTF_8.encode(i + "☃".repeat(1200))))));
        }
        assertSound(hls.playlist());
        assertThat(hls.playlist().lines().filter(line -> line.contains("DATERANGE"))).hasSize(20);
        assertThat(hls.playlist().length()).isLessThan(100_000);
        assertThat(hls.segment(hls.newest().orElseThrow()).orElseThrow().bytes().remaining())
                .isLessThan(120_000);
        assertContiguous();
    }

    @Test
    void codecThatIsNotOpusIsCountedAndLeftAlone() {
        StreamInfo mp3 =
                new StreamInfo(1, Codec.MP3, 44_100, 2, 128_000, 4608, ByteBuffer.allocate(0));
        Air.Heard opus = (Air.Heard) Studio.onAir(1).heard(0);
        hls.add(new Air.Heard(opus.chunk(), mp3, 0, 1));
        assertThat(hls.figures().foreignItems()).isEqualTo(1);
        assertThat(hls.ready()).isFalse();
        hls.end();
        assertThat(hls.playlist()).endsWith("#EXT-X-ENDLIST\n");
    }

    @Test
    void setupThatIsNoOpusHeadIsReplaced() {
        Studio studio = Studio.onAir(20);
        StreamInfo of = studio.stream();
        for (int size : new int[] {0, 5, 19, 1024}) {
            HlsStream other = new HlsStream(Studio.UNIX_OFFSET);
            StreamInfo odd =
                    new StreamInfo(
                            1, Codec.OPUS, 48_000, 2, 96_000, 4800, ByteBuffer.allocate(size));
            assertThat(of).isNotEqualTo(odd);
            for (int i = 0; i < 20; i++) {
                Air.Heard heard = (Air.Heard) studio.heard(i);
                other.add(
                        new Air.Heard(heard.chunk(), odd, heard.capturedNanos(), heard.dueNanos()));
            }
            assertThat(Mp4.boxes(other.init(FIRST).orElseThrow().bytes())).hasSize(21);
        }
    }

    @Test
    void timesAtTheEndOfTimeBreakNothing() {
        Studio studio = Studio.onAir(1);
        List<Packet> packets = studio.chunks().getFirst().packets();
        long[] times = {0, Long.MAX_VALUE - 4800, 1, Long.MAX_VALUE / 2, 4800, 96_000L * 1000};
        for (int i = 0; i < times.length; i++) {
            hls.add(studio.heard(i, times[i], packets, List.of()));
            hls.passed(i);
        }
        hls.end();
        assertContiguous();
        assertSound(hls.playlist());
    }

    @Test
    void masterNamesVariantsOfAnyRate() {
        addAll(Studio.onAir(40));
        MasterPlaylist.Variant high = hls.variant("high.m3u8").orElseThrow();
        assertThat(high.peakBitsPerSecond()).isBetween(96_000L, 120_000L);
        assertThat(high.averageBitsPerSecond()).isBetween(90_000L, high.peakBitsPerSecond());
        MasterPlaylist.Variant low = new MasterPlaylist.Variant("low.m3u8", 40_000, 32_000);
        assertThat(MasterPlaylist.text(List.of(high, low)))
                .startsWith("#EXTM3U\n")
                .contains("#EXT-X-STREAM-INF:BANDWIDTH=" + high.peakBitsPerSecond())
                .endsWith(
                        """
                        #EXT-X-STREAM-INF:BANDWIDTH=40000,AVERAGE-BANDWIDTH=32000,CODECS="opus"
                        low.m3u8
                        """);
        assertThat(new HlsStream(0).variant("x")).isEmpty();
    }

    @Test
    void whatAPlaylistListsIsThereForWhoeverReadsMeanwhile() throws InterruptedException {
        Studio studio = Studio.onAir(800);
        List<Long> lost = Collections.synchronizedList(new ArrayList<>());
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!hls.playlist().contains("ENDLIST")) {
                                lost.addAll(lost(hls.playlist()));
                            }
                        });
        addAll(studio);
        hls.end();
        reader.join();
        assertThat(lost).isEmpty();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Listed segments that are not there, and should still be.
    private List<Long> lost(String playlist) {
        return Pattern.compile("(?m)^segment-(\\d+)")
                .matcher(playlist)
                .results()
                .map(found -> Long.parseLong(found.group(1)))
                .filter(number -> hls.segment(number).isEmpty())
                .filter(number -> number > hls.newest().orElseThrow() - HlsStream.KEPT)
                .toList();
    }

    private void addAll(Studio studio) {
        for (int i = 0; i < studio.chunks().size(); i++) {
            hls.add(studio.heard(i));
        }
    }

    private List<Segment> segments() {
        List<Segment> all = new ArrayList<>();
        for (long n = hls.newest().orElseThrow(); hls.segment(n).isPresent(); n--) {
            all.addFirst(hls.segment(n).orElseThrow());
        }
        return all;
    }

    private long length() {
        return segments().stream().mapToLong(Segment::samples).sum();
    }

    /// Every segment begins where the one before ended, and is as long as it says.
    private void assertContiguous() {
        long next = segments().getFirst().decodeTime();
        for (Segment segment : segments()) {
            Mp4.Fragment fragment = Mp4.fragment(segment.bytes());
            assertThat(segment.decodeTime()).isEqualTo(next);
            assertThat(fragment.decodeTime()).isEqualTo(next);
            assertThat(fragment.length()).isEqualTo(segment.samples());
            assertThat(hls.init(segment.init())).isPresent();
            for (Mp4.Sample sample : fragment.samples()) {
                assertThat(OpusPackets.samples(sample.data())).isEqualTo(sample.samples());
            }
            next += segment.samples();
        }
    }

    /// Every line is one that we write, and no title added one.
    static void assertSound(String playlist) {
        Pattern line =
                Pattern.compile(
                        "#EXTM3U|#EXT-X-(VERSION:7|TARGETDURATION:2|INDEPENDENT-SEGMENTS"
                                + "|DISCONTINUITY|ENDLIST|(MEDIA|DISCONTINUITY)-SEQUENCE:\\d+"
                                + "|MAP:URI=\"init-\\d+\\.mp4\""
                                + "|PROGRAM-DATE-TIME:[-\\d]+T[:.\\d]+Z"
                                + "|DATERANGE:ID=\"title-\\d+\",CLASS=\"radio.title\","
                                + "START-DATE=\"[-\\d]+T[:.\\d]+Z\",END-ON-NEXT=YES,"
                                + "X-TITLE=\"[^\"\\p{Cc}]*\")"
                                + "|#EXTINF:\\d\\.\\d{5},[^\\p{Cc}]*|segment-\\d+\\.m4s");
        assertThat(playlist.split("\n")).allSatisfy(one -> assertThat(one).matches(line));
        assertThat(playlist.split("\\R")).hasSameSizeAs(playlist.split("\n"));
    }
}
