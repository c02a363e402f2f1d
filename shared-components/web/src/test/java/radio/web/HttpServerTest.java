package radio.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import radio.testing.Eventually;
import radio.testing.Leaks;

/// A server among strangers.
@ExtendWith(Leaks.class)
class HttpServerTest {
    private final WebCounters counters = new WebCounters();
    private final AtomicReference<ResponseStream> stream = new AtomicReference<>();
    private final Routes routes =
            new Routes()
                    .get(
                            "/hello",
                            exchange ->
                                    exchange.reply(
                                            200,
                                            "text/plain",
                                            "hello " + exchange.query("name").orElse("you")))
                    .get("/files/", exchange -> exchange.reply(200, "text/plain", exchange.path()))
                    .get(
                            "/stream",
                            exchange ->
                                    stream.set(
                                            exchange.stream(
                                                    "text/event-stream", Map.of(), 100_000)))
                    .get(
                            "/broken",
                            _ -> {
                                throw new IllegalStateException("as this test wants");
                            })
                    .add(
                            "POST",
                            "/title",
                            Routes.Access.OWN_SITE,
                            16,
                            exchange ->
                                    exchange.reply(
                                            200,
                                            "text/plain",
                                            new String(exchange.body(), StandardCharsets.UTF_8)));
    private HttpServer server = start(settings(100));

    private static HttpSettings settings(int connections) {
        return new HttpSettings(
                "127.0.0.1",
                0,
                1,
                connections,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                16 * 1024);
    }

    private HttpServer start(HttpSettings settings) {
        try {
            return HttpServer.bind(settings, routes, counters);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void restart(HttpSettings settings) {
        server.close();
        server = start(settings);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private long refused(HttpRefusal why) {
        return counters.refusals().getOrDefault(why, -1L);
    }

    @Test
    void oneConnectionAsksManyTimes() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/hello?name=" + i).status()).isEqualTo(200);
                assertThat(client.body()).isEqualTo("hello " + i);
            }
            // Two at once: one after the other.
            client.say(
                    "GET /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /files/x%20y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.body()).isEqualTo("hello you");
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.body()).isEqualTo("/files/x y");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void methodsAreAnsweredAsTheyShould() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            client.say("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.status()).isEqualTo(200);
            assertThat(client.header("Content-Length")).contains("9");
            client.say("OPTIONS /hello HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.status()).isEqualTo(204);
            assertThat(client.header("Allow")).contains("GET, HEAD, OPTIONS");
            client.say("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.status()).isEqualTo(204);
            client.say("DELETE /hello HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.status()).isEqualTo(405);
            assertThat(client.header("Allow")).contains("GET, HEAD, OPTIONS");
            assertThat(client.closedByServer()).isTrue();
        }
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.get("/nothing").status()).isEqualTo(404);
        }
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.get("/broken").status()).isEqualTo(500);
        }
        try (RawClient old = new RawClient(server.port())) {
            assertThat(old.say("GET /hello HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
            assertThat(old.body()).isEqualTo("hello you");
            assertThat(old.closedByServer()).isTrue();
        }
        assertThat(refused(HttpRefusal.METHOD)).isEqualTo(1);
        assertThat(refused(HttpRefusal.NOT_FOUND)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET /hello HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "POST /title HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "POST /title HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1, 2\r\n\r\nab",
                "POST /title HTTP/1.1\r\nHost: localhost\r\nContent-Length: +1\r\n\r\na",
                "POST /title HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\na",
                "POST /title HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "POST /title HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST /title HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "POST /title HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n",
                "POST /title HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nab\r\n0\r\n\r\n",
                "POST /title HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET http://radio.test/hello HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /files/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /hello HTTP/1.1\r\n\r\n",
                "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /hello HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n",
                "GET /hello HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
                "GET /hello HTTP/2.0\r\nHost: a\r\n\r\n",
                "GET  /hello\r\n\r\n",
                "GET /hello\r\n\r\n",
                "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
                "RC\u0001\r\n\r\n"
            })
    void whatCouldBeReadInTwoWaysIsRefusedAndClosed(String request) throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            // What is hidden behind it must not be answered.
            client.say(request + "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.status()).isEqualTo(400);
            client.body();
            assertThat(client.rest()).isEmpty();
        }
        assertThat(refused(HttpRefusal.MALFORMED)).isEqualTo(1);
    }

    @Test
    void whatIsTooLargeIsRefused() throws IOException {
        try (RawClient client = new RawClient(server.port())) {
            client.say("GET /" + "a".repeat(5000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.status()).isEqualTo(414);
        }
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.get("/hello", "X: " + "a".repeat(10_000)).status()).isEqualTo(431);
        }
        try (RawClient client = new RawClient(server.port())) {
            client.say("POST /title HTTP/1.1\r\nHost: localhost\r\nContent-Length: 17\r\n\r\n");
            assertThat(client.status()).isEqualTo(413);
        }
        try (RawClient client = new RawClient(server.port())) {
            client.say(
                    "POST /title HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n12345678901234567\r\n");
            assertThat(client.status()).isEqualTo(413);
        }
        try (RawClient client = new RawClient(server.port())) {
            client.say(
                    "GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n");
            assertThat(client.status()).isIn(400, 413);
        }
        assertThat(refused(HttpRefusal.TOO_LARGE)).isBetween(4L, 5L);
    }

    @Test
    void endpointsOfTheOwnSiteAnswerNoOtherSite() throws IOException {
        String post = "POST /title HTTP/1.1\r\nContent-Length: 2\r\n";
        for (String good :
                List.of(
                        "Host: localhost:7780",
                        "Host: 127.0.0.1",
                        "Host: [::1]:80",
                        "Host: localhost\r\nOrigin: http://localhost")) {
            try (RawClient client = new RawClient(server.port())) {
                assertThat(client.say(post + good + "\r\n\r\nhi").status()).isEqualTo(200);
                assertThat(client.body()).isEqualTo("hi");
                assertThat(client.header("Access-Control-Allow-Origin")).isEmpty();
            }
        }
        for (String bad :
                List.of(
                        "Host: evil.test",
                        "Host: localhost\r\nOrigin: http://evil.test",
                        "Host: localhost\r\nOrigin: null",
                        "Host: localhost:1\r\nOrigin: http://localhost:2")) {
            try (RawClient client = new RawClient(server.port())) {
                assertThat(client.say(post + bad + "\r\n\r\nhi").status()).isEqualTo(403);
            }
        }
        routes.trust("radio.test");
        try (RawClient client = new RawClient(server.port())) {
            assertThat(client.say(post + "Host: radio.test\r\n\r\nhi").status()).isEqualTo(200);
        }
        assertThat(refused(HttpRefusal.FOREIGN_HOST)).isEqualTo(4);
    }

    @Test
    void whoDawdlesIsSentAway() throws IOException {
        restart(
                new HttpSettings(
                        "127.0.0.1",
                        0,
                        1,
                        100,
                        Duration.ofMillis(200),
                        Duration.ofMillis(200),
                        16 * 1024));
        try (RawClient slow = new RawClient(server.port());
                RawClient silent = new RawClient(server.port());
                RawClient half = new RawClient(server.port())) {
            slow.say("GET /hello HTTP/1.1\r\nHost: a\r\nX: ");
            half.say("POST /title HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nab");
            assertThat(slow.status()).isEqualTo(408);
            assertThat(silent.status()).isEqualTo(408);
            assertThat(half.status()).isEqualTo(408);
            assertThat(silent.closedByServer()).isTrue();
        }
        assertThat(refused(HttpRefusal.TIMEOUT)).isGreaterThanOrEqualTo(3);
    }

    @Test
    void moreConnectionsThanThereMayBeAreClosedAndThoseThereAreStay() throws IOException {
        restart(settings(20));
        List<RawClient> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                idle.add(new RawClient(server.port()));
            }
            Eventually.until("all are there", () -> counters.connections.get() == 20);
            try (RawClient more = new RawClient(server.port())) {
                assertThat(more.closedByServer()).isTrue();
            }
            assertThat(idle.getFirst().get("/hello").status()).isEqualTo(200);
        } finally {
            for (RawClient client : idle) {
                client.close();
            }
        }
        Eventually.until("all are gone", () -> counters.connections.get() == 0);
        assertThat(refused(HttpRefusal.CONNECTIONS)).isEqualTo(1);
    }

    @Test
    void aStreamGoesOnUntilItsReaderStopsReading() throws IOException {
        try (RawClient client = new RawClient(server.port(), 4096)) {
            assertThat(client.get("/stream").status()).isEqualTo(200);
            Eventually.until("the handler has it", () -> stream.get() != null);
            ResponseStream out = stream.get();
            assertThat(out.send("data: one\n\n".getBytes(StandardCharsets.UTF_8))).isTrue();
            assertThat(new String(client.read(11), StandardCharsets.UTF_8))
                    .isEqualTo("data: one\n\n");
            Eventually.until("it is cut off", () -> !out.send(new byte[4096]));
        }
        assertThat(refused(HttpRefusal.SLOW)).isEqualTo(1);
    }

    @Test
    void aTakenPortIsAnError() {
        assertThatThrownBy(() -> HttpServer.bind(settings(1).withPort(server.port()), routes))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(Integer.toString(server.port()));
    }

    @Test
    void aPathIsRegisteredOnce() {
        assertThatThrownBy(() -> routes.get("/hello", _ -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> routes.get("hello", _ -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
