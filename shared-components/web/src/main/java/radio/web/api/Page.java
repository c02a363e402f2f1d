package radio.web.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import radio.web.Routes;

/// Files of ours that are served as they are: the page at `/`, and the description of the API.
/// Nothing but these names can be had; no path reaches a file system.
final class Page {
    /// Nothing runs on the page but what this server sends; nobody else's page frames it. Titles
    /// are strangers' words: even if one got into the page as markup, nothing in it would run.
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src"
                    + " 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private static final Map<String, String> HEADERS =
            Map.of(
                    "Content-Security-Policy",
                    POLICY,
                    "Referrer-Policy",
                    "no-referrer",
                    "Cache-Control",
                    "no-cache",
                    "Cross-Origin-Opener-Policy",
                    "same-origin");

    private Page() {}

    static void register(Routes routes) {
        file(routes, "/", "page/index.html", "text/html; charset=utf-8");
        file(routes, "/page/radio.css", "page/radio.css", "text/css; charset=utf-8");
        for (String script : new String[] {"radio.js", "player.js", "show.js"}) {
            file(routes, "/page/" + script, "page/" + script, "text/javascript; charset=utf-8");
        }
        file(routes, "/page/radio.svg", "page/radio.svg", "image/svg+xml");
        file(routes, "/api/openapi.yaml", "openapi.yaml", "application/yaml");
    }

    private static void file(Routes routes, String path, String resource, String type) {
        byte[] bytes = read(resource);
        routes.get(path, exchange -> exchange.reply(200, type, bytes, HEADERS));
    }

    static byte[] read(String resource) {
        try (InputStream in = Page.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
