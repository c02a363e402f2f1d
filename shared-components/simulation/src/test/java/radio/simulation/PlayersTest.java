package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.testing.Programs;

/// Players that are not ours, on a source and three hops away.
@Tag("e2e")
class PlayersTest {
    private static final String TITLE = "Zwölf \"Füße\" im 'Schnee' ☃";

    @TempDir Path temp;

    @Test
    void everyPlayerHearsTheSourceAndTheThirdHopWithItsTitles() throws Exception {
        Programs.need("ffmpeg", "mpv", "curl", "opusinfo", "oggz-validate");
        try (Nodes nodes = new Nodes(temp)) {
            String link =
                    nodes.onAir(
                            "source",
                            "--input",
                            "playlist:" + Sounds.loudAndSoft(temp, TITLE, "leise"),
                            "--no-levelling",
                            "--slots",
                            "1",
                            "--name",
                            "Töne & Co");
            NodeProcess third = nodes.threeHopsFrom(link);
            nodes.until(
                    "the third is three hops away",
                    () -> third.status().filter(at -> at.hop() == 3).isPresent());
            // It has known what plays since before what players get at once: mpv says only what it
            // is told first.
            nodes.untilHeard(third, 80);
            List<Ears> all = new ArrayList<>();
            for (String name : List.of("source", "third")) {
                all.add(new Ears(name, nodes.httpAddress(nodes.named(name))));
            }
            for (Ears ears : all) {
                ears.listen();
            }
            for (Ears ears : all) {
                ears.judge();
            }
        }
    }

    @Test
    @Tag("acceptance")
    void titlesOfAQuietVoiceComeInTime() throws Exception {
        Programs.need("ffmpeg", "curl");
        try (Nodes nodes = new Nodes(temp)) {
            nodes.onAir(
                    "voice",
                    "--input",
                    "playlist:" + Sounds.loudAndSoft(temp, TITLE, "leise"),
                    "--no-levelling",
                    "--bitrate",
                    "32k",
                    "--channels",
                    "1",
                    "--application",
                    "voice");
            Ears ears = new Ears("voice", nodes.httpAddress(nodes.named("voice")));
            ears.recordTitles();
            ears.judgeTitles(4000);
        }
    }

    /// All players on one node, for eight seconds at the same time.
    private final class Ears {
        private final String name;
        private final String address;
        private final List<Tool> players = new ArrayList<>();

        Ears(String name, String address) {
            this.name = name;
            this.address = address;
        }

        private Path file(String of) {
            return temp.resolve(name + "-" + of);
        }

        void listen() throws IOException {
            String opus = address + "/listen.opus";
            players.add(
                    Tool.start(
                            temp,
                            "ffmpeg",
                            "-v",
                            "verbose",
                            "-i",
                            opus,
                            "-t",
                            "8",
                            "-f",
                            "s16le",
                            "-ac",
                            "2",
                            "-ar",
                            "48000",
                            "-y",
                            file("ffmpeg.raw").toString()));
            players.add(
                    Tool.start(
                            temp,
                            "ffmpeg",
                            "-v",
                            "verbose",
                            "-i",
                            address + "/listen.wav",
                            "-t",
                            "8",
                            "-f",
                            "s16le",
                            "-y",
                            file("wav.raw").toString()));
            players.add(
                    Tool.start(
                            temp,
                            "mpv",
                            "--no-config",
                            "--no-video",
                            "--length=8",
                            "--ao=pcm",
                            "--ao-pcm-waveheader=no",
                            "--ao-pcm-file=" + file("mpv.raw"),
                            opus));
            players.add(
                    Tool.start(
                            temp,
                            "curl",
                            "-s",
                            "-m",
                            "8",
                            "-r",
                            "0-",
                            "-D",
                            file("plain.head").toString(),
                            "-o",
                            file("plain.opus").toString(),
                            opus));
            recordTitles();
        }

        void recordTitles() throws IOException {
            players.add(
                    Tool.start(
                            temp,
                            "curl",
                            "-s",
                            "-m",
                            "10",
                            "-H",
                            "Icy-MetaData: 1",
                            "-D",
                            file("icy.head").toString(),
                            "-o",
                            file("icy").toString(),
                            address + "/listen.opus"));
        }

        void judge() throws IOException, InterruptedException {
            judgeTitles(8000);
            for (String heard : List.of("ffmpeg.raw", "wav.raw")) {
                assertThat(Files.size(file(heard))).as(name + " " + heard).isEqualTo(8 * 192_000);
                alternates(Files.readAllBytes(file(heard)), 2);
            }
            assertThat(Files.size(file("mpv.raw"))).as(name).isGreaterThan(7 * 192_000);
            assertThat(players.get(0).said()).contains(TITLE);
            assertThat(players.get(2).said())
                    .containsPattern("icy-title: (" + Pattern.quote(TITLE) + "|leise)");
            assertThat(Files.readString(file("plain.head")))
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("Content-Type: audio/ogg")
                    .contains("icy-name: Töne & Co");
            // That a recording which was cut has no end is all opusinfo has to say against it.
            assertThat(Tool.output(temp, "opusinfo", file("plain.opus").toString()))
                    .containsOnlyOnce("WARNING")
                    .contains("EOS not set")
                    .doesNotContain("ERROR")
                    .contains("Pre-skip: 3840");
            Tool.run(temp, "oggz-validate", "-p", file("plain.opus").toString());
        }

        /// A title stands within half a second of where its piece begins.
        void judgeTitles(int interval) throws IOException, InterruptedException {
            for (Tool player : players) {
                player.ended();
            }
            assertThat(Files.readString(file("icy.head"))).contains("icy-metaint: " + interval);
            Icy icy = Icy.read(Files.readAllBytes(file("icy")), interval);
            Path ogg = Files.write(file("icy.opus"), icy.sound());
            Path raw = file("icy.raw");
            Tool.run(
                    temp,
                    "ffmpeg",
                    "-v",
                    "error",
                    "-i",
                    ogg.toString(),
                    "-f",
                    "s16le",
                    "-ac",
                    "1",
                    "-y",
                    raw.toString());
            List<Double> borders = borders(Files.readAllBytes(raw));
            int checked = 0;
            for (Icy.Title title : icy.titles().subList(1, icy.titles().size())) {
                double seconds = secondsAt(icy.sound(), title.offset());
                if (seconds > Files.size(raw) / 96_000.0 - 1) {
                    continue; // its sound may have been cut off
                }
                double nearest =
                        borders.stream()
                                .mapToDouble(border -> seconds - border)
                                .filter(late -> Math.abs(late) < 1.5)
                                .findFirst()
                                .orElse(99);
                assertThat(nearest).as("%s: %s at %s", name, title, borders).isBetween(-.5, .5);
                checked++;
            }
            assertThat(checked).as(name).isPositive();
        }
    }

    /// A stream with blocks of titles in it, taken apart.
    @SuppressWarnings("ArrayRecordComponent") // looked at, never compared
    private record Icy(byte[] sound, List<Title> titles) {
        record Title(String text, int offset) {}

        static Icy read(byte[] bytes, int interval) {
            ByteBuffer sound = ByteBuffer.allocate(bytes.length);
            List<Title> titles = new ArrayList<>();
            int at = 0;
            while (bytes.length - at > interval) {
                sound.put(bytes, at, interval);
                at += interval;
                int length = Math.min(16 * (bytes[at++] & 0xFF), bytes.length - at);
                if (length > 0) {
                    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
                    titles.add(new Title(text.substring(13, text.indexOf("';")), sound.position()));
                }
                at += length;
            }
            byte[] all = new byte[sound.position()];
            sound.flip().get(all);
            return new Icy(all, titles);
        }
    }

    /// What plays at a byte of an Ogg file: the time at the end of the page before.
    private static double secondsAt(byte[] ogg, int offset) {
        ByteBuffer in = ByteBuffer.wrap(ogg).order(ByteOrder.LITTLE_ENDIAN);
        long granule = 0;
        for (int at = 0; at < offset; ) {
            granule = Math.max(granule, in.getLong(at + 6));
            int segments = in.get(at + 26) & 0xFF;
            int size = 27 + segments;
            for (int i = 0; i < segments; i++) {
                size += in.get(at + 27 + i) & 0xFF;
            }
            at += size;
        }
        return Math.max(0, granule - 3840) / 48_000.0;
    }

    /// Where mono sound changes between loud and soft, in seconds.
    private static List<Double> borders(byte[] raw) {
        List<Double> borders = new ArrayList<>();
        int step = 960;
        boolean wasLoud = peak(raw, 0, step) > 2000;
        for (int frame = step; (frame + step) * 2 <= raw.length; frame += step) {
            boolean loud = peak(raw, frame, step) > 2000;
            if (loud != wasLoud) {
                borders.add(frame / 48_000.0);
            }
            wasLoud = loud;
        }
        return borders;
    }

    private static void alternates(byte[] raw, int channels) {
        byte[] mono = new byte[raw.length / channels];
        for (int i = 0; i + 1 < mono.length; i += 2) {
            mono[i] = raw[i * channels];
            mono[i + 1] = raw[i * channels + 1];
        }
        assertThat(borders(mono)).hasSizeBetween(2, 4);
    }

    private static int peak(byte[] raw, int frame, int frames) {
        ByteBuffer in = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        int peak = 0;
        for (int i = frame; i < frame + frames; i++) {
            peak = Math.max(peak, Math.abs(in.getShort(2 * i)));
        }
        return peak;
    }

    @Test
    void aPlayerOfAListenerStaysWhenTheSourceIsRestarted() throws Exception {
        Programs.need("ffmpeg", "curl", "opusinfo", "oggz-validate");
        restarts(2, Duration.ofMillis(1500));
    }

    @Test
    @Tag("acceptance")
    void fiveRestartsInAMinuteDropNobody() throws Exception {
        Programs.need("ffmpeg", "curl", "opusinfo", "oggz-validate");
        restarts(5, Duration.ofSeconds(10));
    }

    private void restarts(int times, Duration between) throws Exception {
        try (Nodes nodes = new Nodes(temp)) {
            String state = temp.resolve("station").toString();
            String link = nodes.onAir("source 0", "--input", "tone", "--state", state);
            NodeProcess listener = nodes.listen("listener", link, "--output", "none");
            nodes.untilHeard(listener, 10);
            String address = nodes.httpAddress(listener);
            Path heard = temp.resolve("heard.opus");
            try (Tool curl =
                            Tool.start(
                                    temp,
                                    "curl",
                                    "-s",
                                    "-o",
                                    heard.toString(),
                                    address + "/listen.opus");
                    Tool ffmpeg =
                            Tool.start(
                                    temp,
                                    "ffmpeg",
                                    "-v",
                                    "error",
                                    "-i",
                                    address + "/listen.opus",
                                    "-f",
                                    "null",
                                    "-")) {
                for (int i = 1; i <= times; i++) {
                    nodes.pass(between);
                    long epoch = Nodes.epoch(listener);
                    nodes.named("source " + (i - 1)).kill();
                    nodes.onAirAt(
                            Nodes.port(link), "source " + i, "--input", "tone", "--state", state);
                    nodes.until(
                            "the listener hears life " + (i + 1) + " of the source",
                            () -> Nodes.epoch(listener) > epoch && Nodes.newest(listener) > 5);
                    assertThat(curl.alive()).isTrue();
                    assertThat(ffmpeg.alive()).isTrue();
                }
                nodes.until("both listen", () -> listeners(address) == 2);
                // The end of the programme ends the streams in good order.
                nodes.end(listener);
                assertThat(curl.ended()).isZero();
                assertThat(ffmpeg.ended()).isZero();
                // What it says of every stream without a length that ends.
                assertThat(ffmpeg.said().lines())
                        .allMatch(line ->
                                line.contains("Stream ends prematurely")
                                        || line.contains("Input/output error"));
            }
            String info = Tool.run(temp, "opusinfo", heard.toString());
            assertThat(info).doesNotContain("WARNING").doesNotContain("ERROR");
            assertThat(info.split("New logical stream", -1)).hasSize(2);
            Tool.run(temp, "oggz-validate", heard.toString());
        }
    }

    private static int listeners(String address) throws IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String status =
                    client.send(
                                    HttpRequest.newBuilder(URI.create(address + "/status-json.xsl"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            return Integer.parseInt(status.replaceAll("(?s).*\"listeners\":(\\d+).*", "$1"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
