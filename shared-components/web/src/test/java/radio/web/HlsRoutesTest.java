package radio.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import radio.axon.AxonSystem;
import radio.axon.Backplane;
import radio.axon.Clock;
import radio.axon.Inbox;
import radio.axon.ProducerFinished;
import radio.axon.PublishTo;
import radio.axon.Signal;
import radio.peer.Node;
import radio.testing.Eventually;
import radio.testing.Leaks;
import radio.wire.Air;
import radio.wire.Codec;
import radio.wire.Packet;
import radio.wire.StreamInfo;

@ExtendWith(Leaks.class)
class HlsRoutesTest {
    private static final long AN_HOUR = 3_600_000_000_000L;

    private final AxonSystem system = new AxonSystem("hls", Clock.system());
    private final PublishTo publish = new PublishTo(Node.AIR);
    private final Backplane air = new Backplane(Node.AIR);
    private final Chunks chunks = new Chunks(Chunks.STEREO, 1, Clock.system().nanoTime() + AN_HOUR);
    private Web web = Web.off();

    @BeforeEach
    void open() throws Exception {
        system.link(publish.outbox("signal"), air.inbox("control"));
        system.activate(air, publish);
        web =
                Web.open(
                        system,
                        HttpSettings.at("127.0.0.1", 0, 100),
                        new Web.Serving(Duration.ofSeconds(1), 100, 0),
                        () -> "station",
                        new SplittableRandom(1));
    }

    @AfterEach
    void stop() {
        web.close();
        system.close();
    }

    @SuppressWarnings("unchecked") // a backplane carries whatever is put in
    private void put(Air item) {
        assertThat(((Inbox<Object>) (Inbox<?>) publish.inbox("inbox")).offer(item)).isTrue();
    }

    /// No faster than it is taken: the door drops, as it should.
    private void onAir(int pieces) {
        for (int i = 0; i < pieces; i += 10) {
            for (int j = 0; j < 10; j++) {
                put(chunks.next());
            }
            long media = chunks.mediaTime();
            Eventually.until(
                    "segments up to " + media,
                    () -> web.status().hls().segments() >= media / 96_000);
        }
    }

    private String get(String path) throws Exception {
        try (RawClient client = new RawClient(web.port())) {
            assertThat(client.get(path).status()).as(path).isEqualTo(200);
            return client.body();
        }
    }

    @Test
    void whoComesBeforeThereIsSoundWaitsForIt() throws Exception {
        try (RawClient early = new RawClient(web.port());
                RawClient master = new RawClient(web.port())) {
            early.get("/hls/live.m3u8");
            master.get("/listen.m3u8");
            Eventually.until("both ask", () -> web.status().requests() == 2);
            onAir(20);
            assertThat(early.status()).isEqualTo(200);
            assertThat(early.header("Content-Type")).contains("application/vnd.apple.mpegurl");
            assertThat(early.header("Cache-Control")).contains("max-age=1");
            assertThat(early.header("Access-Control-Allow-Origin")).contains("*");
            assertThat(early.body()).contains("#EXTINF:2.00000,").contains("#EXT-X-MAP:URI=\"init");
            assertThat(master.status()).isEqualTo(200);
            assertThat(master.body()).contains("CODECS=\"opus\"").endsWith("\nhls/live.m3u8\n");
            assertThat(web.status().hlsListeners()).isEqualTo(1);
        }
        assertThat(get("/hls/master.m3u8")).endsWith("\nlive.m3u8\n");
    }

    @Test
    void whoWaitsWhenTheProgrammeEndsWithoutSoundIsToldToComeAgain() throws Exception {
        try (RawClient early = new RawClient(web.port())) {
            early.get("/hls/live.m3u8");
            Eventually.until("it asks", () -> web.status().requests() == 1);
            publish.inbox("control", Signal.class).offer(new ProducerFinished());
            assertThat(early.status()).isEqualTo(503);
            assertThat(early.header("Retry-After")).contains("2");
        }
    }

    @Test
    void segmentsAndInitsAreFilesWithParts() throws Exception {
        onAir(60);
        String playlist = get("/hls/live.m3u8");
        for (Pattern name :
                List.of(
                        Pattern.compile("init-\\d+\\.mp4"),
                        Pattern.compile("segment-\\d+\\.m4s"))) {
            Matcher found = name.matcher(playlist);
            assertThat(found.find()).isTrue();
            String path = "/hls/" + found.group();
            try (RawClient client = new RawClient(web.port())) {
                assertThat(client.get(path).status()).isEqualTo(200);
                assertThat(client.header("Content-Type")).contains("audio/mp4");
                assertThat(client.header("Cache-Control").orElse("")).contains("immutable");
                assertThat(client.header("Accept-Ranges")).contains("bytes");
                int length = Integer.parseInt(client.header("Content-Length").orElse("0"));
                byte[] all = client.read(length);
                assertThat(new String(all, 4, 4, StandardCharsets.US_ASCII)).isIn("ftyp", "styp");

                assertThat(client.get(path, "Range: bytes=4-7").status()).isEqualTo(206);
                assertThat(client.header("Content-Range")).contains("bytes 4-7/" + length);
                assertThat(ByteBuffer.wrap(client.read(4)))
                        .isEqualTo(ByteBuffer.wrap(all, 4, 4).slice());
                assertThat(client.get(path, "Range: bytes=0-").status()).isEqualTo(206);
                assertThat(client.read(length)).isEqualTo(all);
                assertThat(client.get(path, "Range: bytes=-3").status()).isEqualTo(206);
                assertThat(ByteBuffer.wrap(client.read(3)))
                        .isEqualTo(ByteBuffer.wrap(all, length - 3, 3).slice());
                assertThat(client.get(path, "Range: bytes=" + length + "-").status())
                        .isEqualTo(416);
                assertThat(client.header("Content-Range")).contains("bytes */" + length);
                client.body();

                client.say("HEAD " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.status()).isEqualTo(200);
                assertThat(client.header("Content-Length")).contains("" + length);
                client.say("OPTIONS " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(client.status()).isEqualTo(204);
                assertThat(client.header("Access-Control-Allow-Headers").orElse(""))
                        .contains("Range");
            }
        }
        for (String nothing :
                List.of(
                        "/hls/",
                        "/hls/segment-1.m4s",
                        "/hls/init-99.mp4",
                        "/hls/segment-99999999999999999999.m4s",
                        "/hls/segment-1.mp4",
                        "/hls/x/live.m3u8")) {
            try (RawClient client = new RawClient(web.port())) {
                assertThat(client.get(nothing).status()).as(nothing).isEqualTo(404);
            }
        }
    }

    @Test
    void aStationOfAnotherCodecHasNone() throws Exception {
        StreamInfo mp3 =
                new StreamInfo(0, Codec.MP3, 44_100, 2, 128_000, 1152, ByteBuffer.allocate(0));
        Chunks other = new Chunks(mp3, 1, Clock.system().nanoTime() + AN_HOUR);
        put(other.heard(List.of(new Packet(1152, ByteBuffer.allocate(417)))));
        Eventually.until("it is seen", () -> web.status().hls().foreignItems() == 1);
        try (RawClient client = new RawClient(web.port())) {
            assertThat(client.get("/listen.m3u8").status()).isEqualTo(404);
        }
    }

    @Test
    void partsAreReadAsTheRfcHasThem() {
        assertThat(range("bytes=0-0")).isEqualTo("0-1");
        assertThat(range("bytes=5-99")).isEqualTo("5-10");
        assertThat(range("bytes=-4")).isEqualTo("6-10");
        assertThat(range("bytes=-40")).isEqualTo("0-10");
        assertThat(range("bytes=9-")).isEqualTo("9-10");
        for (String all : List.of("", "bytes=-", "bytes=4-2", "bytes=0-1,4-5", "lines=1-2", "x")) {
            assertThat(range(all)).as(all).isEqualTo("all");
        }
        assertThat(range("bytes=10-")).isEqualTo("none");
        assertThat(range("bytes=-0")).isEqualTo("none");
    }

    private static String range(String header) {
        ByteRange.Asked asked = ByteRange.of(Optional.of(header), 10);
        return asked.satisfiable()
                ? asked.range().map(r -> r.from() + "-" + r.until()).orElse("all")
                : "none";
    }

    @Test
    void playersThatAskNoMoreAreForgotten() {
        HlsAudience audience = new HlsAudience();
        audience.asked("a", "x", 0);
        audience.asked("a", "x", 1);
        audience.asked("a", "y", HlsAudience.PRESENT_NANOS / 2);
        assertThat(audience.present(1)).isEqualTo(2);
        assertThat(audience.present(HlsAudience.PRESENT_NANOS + 2)).isEqualTo(1);
        for (int i = 0; i < HlsAudience.MOST + 5; i++) {
            audience.asked("b" + i, "", HlsAudience.PRESENT_NANOS);
        }
        assertThat(audience.present(HlsAudience.PRESENT_NANOS)).isEqualTo(HlsAudience.MOST);
    }
}
