package radio.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.peer.AccessToken;
import radio.web.HttpRefusal;
import radio.web.HttpSettings;
import radio.web.Web;

class TitleCallTest {
    private static final String JSON = "Content-Type: application/json\r\n";

    @TempDir Path temp;
    private final AxonSystem system = new AxonSystem("title", Clock.system());
    private final List<String> given = new CopyOnWriteArrayList<>();
    private Web web = Web.off();
    private String token = "";

    @BeforeEach
    void open() throws Exception {
        web =
                Web.open(
                        system,
                        HttpSettings.at("127.0.0.1", 0, 10),
                        new Web.Serving(Duration.ofSeconds(1), 10, 0),
                        () -> "station",
                        new SplittableRandom(1));
        Path file = temp.resolve("api.token");
        TitleCall.open(web, AccessToken.readOrMake(file, new SecureRandom()), given::add);
        token = Files.readString(file).strip();
    }

    @AfterEach
    void close() {
        web.close();
        system.close();
    }

    private String call(String host, String headers, String body) throws Exception {
        return Caller.call(
                web.port(), "POST /api/title HTTP/1.1\r\nHost: " + host + "\r\n" + headers, body);
    }

    private String authorized(String headers, String body) throws Exception {
        return call("localhost", "Authorization: Bearer " + token + "\r\n" + headers, body);
    }

    @Test
    void oneWithTheTokenIsHeardAsOneLine() throws Exception {
        assertThat(authorized(JSON, "{\"title\": \"Zwölf\\n☃\", \"artist\": \"A\"}"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("{\"title\":\"A - Zwölf ☃\"}");
        assertThat(
                        authorized(
                                "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n",
                                "title=a+%26+b&x=1&title=second"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(authorized(JSON, "{\"title\": \"\", \"artist\": \"A\"}")).contains(" 200 ");
        assertThat(given).containsExactly("A - Zwölf ☃", "a & b", "");
    }

    @Test
    void nobodyElseIsHeard() throws Exception {
        String good = "{\"title\":\"x\"}";
        for (String headers :
                List.of(
                        "",
                        "Authorization: " + token + "\r\n",
                        "Authorization: Basic " + token + "\r\n",
                        "Authorization: Bearer\r\n",
                        "Authorization: Bearer " + token.substring(1) + "\r\n",
                        "Authorization: Bearer " + token + "0\r\n")) {
            assertThat(call("localhost", headers + JSON, good))
                    .as(headers)
                    .startsWith("HTTP/1.1 401 ")
                    .contains("WWW-Authenticate: Bearer realm=\"radio\"")
                    .doesNotContain(token);
        }
        String authorization = "Authorization: Bearer " + token + "\r\n";
        // A name of somebody's own that was pointed here, and pages of other sites.
        assertThat(call("evil.example", authorization + JSON, good)).startsWith("HTTP/1.1 403 ");
        for (String origin : List.of("http://evil.example", "null", "http://localhost:1")) {
            assertThat(authorized(JSON + "Origin: " + origin + "\r\n", good))
                    .startsWith("HTTP/1.1 403 ");
        }
        assertThat(given).isEmpty();
        assertThat(web.status().refused())
                .containsEntry(HttpRefusal.UNAUTHORIZED, 6L)
                .containsEntry(HttpRefusal.FOREIGN_HOST, 4L);
        web.routes().trust("radio.example");
        assertThat(call("radio.example", authorization + JSON, good)).startsWith("HTTP/1.1 200 ");
        assertThat(authorized(JSON + "Origin: http://localhost\r\n", good)).contains(" 200 ");
    }

    @Test
    void whatIsNoTitleIsSaidToBeNone() throws Exception {
        for (String[] bad :
                new String[][] {
                    {JSON, "", "400"},
                    {JSON, "null", "400"},
                    {JSON, "{\"title\":null}", "400"},
                    {JSON, "{\"title\":\"x\",\"artist\":[]}", "400"},
                    {JSON, "{\"title\":\"" + "☃".repeat(342) + "\"}", "400"},
                    {JSON, "[".repeat(4000), "400"},
                    {JSON, "x".repeat(4097), "413"},
                    {"Content-Type: application/x-www-form-urlencoded\r\n", "title=%zz", "400"},
                    {"Content-Type: text/plain\r\n", "title=x", "415"},
                    {"", "title=x", "415"}
                }) {
            assertThat(authorized(bad[0], bad[1]))
                    .as(bad[1])
                    .startsWith("HTTP/1.1 " + bad[2] + " ");
        }
        assertThat(Caller.call(web.port(), "GET /api/title HTTP/1.1\r\nHost: localhost\r\n", ""))
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: OPTIONS, POST");
        assertThat(given).isEmpty();
    }
}
