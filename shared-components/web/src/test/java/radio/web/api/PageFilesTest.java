package radio.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.web.HttpSettings;
import radio.web.Web;

class PageFilesTest {
    @Test
    void everythingThePageNamesIsThereUnderAStrictPolicy() throws Exception {
        try (AxonSystem system = new AxonSystem("page", Clock.system());
                Web web =
                        Web.open(
                                system,
                                HttpSettings.at("127.0.0.1", 0, 10),
                                new Web.Serving(Duration.ofSeconds(1), 10, 0),
                                () -> "station",
                                new SplittableRandom(1))) {
            Page.register(web.routes());
            String page = get(web, "/");
            assertThat(page)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Content-Security-Policy: default-src 'none'; script-src 'self'")
                    .doesNotContain("unsafe-")
                    .contains("X-Content-Type-Options: nosniff")
                    .contains("Referrer-Policy: no-referrer");
            List<String> files =
                    Pattern.compile("(?:src|href)=\"(/page/[^\"]+)\"")
                            .matcher(page)
                            .results()
                            .map(one -> one.group(1))
                            .distinct()
                            .toList();
            assertThat(files).hasSize(3);
            for (String file : files) {
                assertThat(get(web, file)).as(file).startsWith("HTTP/1.1 200 ");
            }
            for (String module : List.of("/page/player.js", "/page/show.js")) {
                assertThat(get(web, module)).contains("Content-Type: text/javascript");
            }
            for (String none : List.of("/page/", "/page/../Page.class", "/page/index.html")) {
                assertThat(get(web, none)).as(none).doesNotStartWith("HTTP/1.1 200 ");
            }
        }
    }

    /// Words of strangers are text: nothing makes markup of them, and the page has no script or
    /// style of its own inside.
    @Test
    void nothingOnThePageMakesMarkupOfText() {
        for (String script : List.of("radio.js", "player.js", "show.js")) {
            assertThat(text("page/" + script))
                    .doesNotContain(
                            "innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(");
        }
        assertThat(text("page/index.html"))
                .doesNotContain("<style", " style=", " onclick", "javascript:")
                .doesNotContainPattern(
                        "<script(?! type=\"module\" src=\"/page/radio.js\"></script>)");
    }

    private static String text(String resource) {
        return new String(Page.read(resource), StandardCharsets.UTF_8);
    }

    private static String get(Web web, String path) throws Exception {
        return Caller.call(web.port(), "GET " + path + " HTTP/1.1\r\nHost: a\r\n", "");
    }
}
