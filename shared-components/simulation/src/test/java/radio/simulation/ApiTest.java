package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.peer.HeardTitle;
import radio.peer.Reports;
import radio.testing.Programs;

/// What running nodes tell of themselves over HTTP, and take.
@Tag("e2e")
class ApiTest {
    private static final String TITLE = "Zwölf \"Füße\" <script>alert('☃')</script> \\ %41";
    private static final Pattern SAMPLE =
            Pattern.compile("([a-z_]+)(\\{[a-z_]+=\"[^\"\\\\\n]*\"})? (-?[0-9.]+(?:E-?[0-9]+)?)");

    /// What estimates of the source's clock may be off on one machine.
    private static final long TOLERANCE_MILLIS = 250;

    @TempDir Path temp;
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        http.shutdownNow();
    }

    private HttpResponse<String> get(String address) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(address)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String metrics(String address) throws IOException {
        try {
            return get(address + "/metrics").body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private HttpResponse<String> post(String address, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + "/api/title"))
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void check(OpenApi api, String method, HttpResponse<String> answer) {
        api.check(
                method,
                answer.uri().getPath(),
                answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""),
                answer.body());
    }

    @Test
    void everyAnswerIsAsTheDescriptionSaysAndATitleArrivesWhenItIsHeard() throws Exception {
        Programs.need("ffmpeg");
        try (Nodes nodes = new Nodes(temp)) {
            String link = nodes.onAir("source", "--input", "tone", "--slots", "1");
            NodeProcess listener = nodes.listen("listener", link, "--output", "none");
            // The same station where nobody is.
            NodeProcess lost =
                    nodes.listen("lost", link.replaceFirst(":\\d+/", ":1/"), "--output", "none");
            nodes.untilHeard(listener, 1);
            String source = nodes.httpAddress(nodes.named("source"));
            String there = nodes.httpAddress(listener);
            OpenApi api = new OpenApi(get(source + "/api/openapi.yaml").body());
            try (Events events = new Events(there)) {
                nodes.until("events come", () -> events.first("status", "").isPresent());
                for (String path : List.of("/api/titles", "/healthz", "/metrics")) {
                    check(api, "get", get(source + path));
                    check(api, "get", get(there + path));
                }
                HttpResponse<String> sick = get(nodes.httpAddress(lost) + "/healthz");
                check(api, "get", sick);
                assertThat(sick.statusCode()).isEqualTo(503);
                assertThat(sick.body()).contains("nothing has been heard yet; there is no parent");
                calls(api, source);
                nodes.until(
                        "the listener hears it", () -> events.first("title", "alert").isPresent());
                HeardTitle at =
                        Reports.parse(
                                events.first("title", "alert").orElseThrow().data(),
                                HeardTitle.class);
                assertThat(at.title()).isEqualTo(TITLE);
                HeardTitle here =
                        Reports.parse(get(source + "/api/titles").body(), Titles.class)
                                .titles()
                                .getLast();
                assertThat(here.title()).isEqualTo(TITLE);
                assertThat(here.mediaTime()).isEqualTo(at.mediaTime());
                assertThat(here.heardUnixMillis())
                        .isBetween(
                                at.heardUnixMillis() - TOLERANCE_MILLIS,
                                at.heardUnixMillis() + TOLERANCE_MILLIS);
                check(api, "get", get(source + "/api/status"));
                check(api, "get", get(there + "/api/status"));
                for (Events.Event one : events.all()) {
                    String schema =
                            Character.toUpperCase(one.name().charAt(0)) + one.name().substring(1);
                    api.check(schema, one.data());
                }
                assertThat(events.all().getFirst().name()).isEqualTo("titles");
            }
            api.check("get", "/api/events", 200, "text/event-stream", "");
            assertThat(api.unseen()).containsExactly("get /api/events 503");

            metrics(get(source + "/metrics").body(), get(there + "/metrics").body());
            Path raw = temp.resolve("hls.raw");
            Tool.run(
                    temp,
                    "ffmpeg",
                    "-v",
                    "error",
                    "-i",
                    there + "/listen.m3u8",
                    "-t",
                    "3",
                    "-f",
                    "s16le",
                    "-ac",
                    "1",
                    "-ar",
                    "48000",
                    "-y",
                    raw.toString());
            assertThat(Files.size(raw)).isEqualTo(3 * 96_000);
            nodes.until(
                    "it is counted",
                    () -> metrics(there).contains("radio_http_listeners{format=\"hls\"} 1\n"));
        }
    }

    record Titles(String title, List<HeardTitle> titles) {}

    private void calls(OpenApi api, String source) throws Exception {
        Path file = temp.resolve("source").resolve("api.token");
        String token = "Bearer " + Files.readString(file).strip();
        String json = Reports.line(new NewTitle(TITLE));
        String[] good = {"Authorization", token, "Content-Type", "application/json"};

        expect(api, 401, post(source, json, "Content-Type", "application/json"), "token");
        expect(
                api,
                401,
                post(source, json, "Authorization", token + "x", "Content-Type", "text/plain"),
                "token");
        expect(
                api,
                403,
                post(
                        source,
                        json,
                        "Authorization",
                        token,
                        "Content-Type",
                        "application/json",
                        "Origin",
                        "https://evil.example"),
                "own names");
        expect(api, 415, post(source, json, "Authorization", token), "application/json");
        expect(api, 400, post(source, "{\"title\":", good), "not JSON");
        expect(api, 400, post(source, "{\"titel\":\"x\"}", good), "title is missing");
        expect(api, 400, post(source, "[1]", good), "title is missing");
        expect(api, 400, post(source, "{\"title\":7}", good), "title must be a string");
        String long1025 = "{\"title\":\"" + "x".repeat(1025) + "\"}";
        expect(api, 400, post(source, long1025, good), "1024 bytes");
        expect(api, 413, post(source, "x".repeat(5000), good), "more than this address takes");

        expect(
                api,
                200,
                post(
                        source,
                        "artist=Die+%C3%84rzte&title=Zeile%0Aeins",
                        "Authorization",
                        token,
                        "Content-Type",
                        "application/x-www-form-urlencoded"),
                "Die Ärzte - Zeile eins");
        expect(api, 200, post(source, json, good), "Füße");
    }

    record NewTitle(String title) {}

    private static void expect(OpenApi api, int status, HttpResponse<String> answer, String words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
        check(api, "post", answer);
    }

    /// Every line is one that Prometheus reads, every door has its counter, and the dashboard asks
    /// for nothing that is not there.
    private void metrics(String source, String listener) throws IOException {
        Set<String> names = new TreeSet<>(names(source));
        names.addAll(names(listener));
        assertThat(parts(source))
                .containsExactlyInAnyOrder(
                        "programme",
                        "live titles",
                        "air meter",
                        "titles",
                        "narrator",
                        "http listeners",
                        "http pages",
                        "http live streaming",
                        "api events");
        assertThat(parts(listener)).contains("player").doesNotContain("programme");
        for (String counter :
                List.of(
                        "radio_pacer_stalls_total 0",
                        "radio_rejected_total{reason=\"tooSlow\"} 0",
                        "radio_rejected_total{reason=\"hole\"} 0",
                        "radio_network_chunks_dropped_total 0",
                        "radio_http_refused_total{reason=\"unauthorized\"} 2",
                        "radio_http_refused_total{reason=\"foreign_host\"} 1",
                        "radio_hop_links 0",
                        "radio_healthy 1")) {
            assertThat(source.lines()).contains(counter);
        }
        assertThat(listener.lines())
                .contains("radio_hop_links 1", "radio_build_info{kind=\"client\"} 1");

        String dashboard =
                Files.readString(Path.of("..", "..", "config", "grafana-dashboard.json"));
        Set<String> asked =
                Pattern.compile("\\b(?:radio|process)_[a-z_]+\\b")
                        .matcher(dashboard)
                        .results()
                        .map(one -> one.group())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).hasSizeGreaterThan(20);
        assertThat(names).containsAll(asked);
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        String family = "";
        String type = "";
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("# HELP ")) {
                family = line.split(" ", 4)[2];
                assertThat(names).as("told once").doesNotContain(family);
            } else if (line.startsWith("# TYPE ")) {
                assertThat(line).startsWith("# TYPE " + family + " ");
                type = line.split(" ", 4)[3];
                assertThat(family.endsWith("_total")).as(line).isEqualTo(type.equals("counter"));
            } else if (!line.isEmpty()) {
                Matcher sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                String name = sample.group(1);
                assertThat(name).as(line).isIn(family, family + "_sum", family + "_count");
                names.add(name);
            }
        }
        return names;
    }

    private static List<String> parts(String text) {
        return Pattern.compile("radio_dropped_total\\{part=\"([^\"]*)\"} 0")
                .matcher(text)
                .results()
                .map(one -> one.group(1))
                .toList();
    }
}
