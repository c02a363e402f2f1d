package radio.simulation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import radio.axon.Clock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A browser without a window and one page in it, steered over the DevTools protocol: a dozen of
/// its messages are all these tests need, so they come without a driver.
final class Chromium implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Tool process;
    private final HttpClient http;
    private final Pipe pipe = new Pipe();
    private final WebSocket socket;
    private final String session;

    /// @param folder for its profile
    Chromium(Path folder) throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory(folder, "chromium-");
        process =
                Tool.start(
                        folder,
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--autoplay-policy=no-user-gesture-required",
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0",
                        "about:blank");
        http = HttpClient.newHttpClient();
        String session = "";
        try {
            socket =
                    http.newWebSocketBuilder()
                            .buildAsync(URI.create(address(profile)), pipe)
                            .join();
            String target =
                    call("", "Target.createTarget", Map.of("url", "about:blank"))
                            .path("targetId")
                            .asString();
            session =
                    call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                            .path("sessionId")
                            .asString();
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.close();
            http.shutdownNow();
            throw e;
        }
        this.session = session;
        call("Page.enable", Map.of());
    }

    /// It says in its profile where it can be reached.
    private String address(Path profile) throws IOException, InterruptedException {
        Path file = profile.resolve("DevToolsActivePort");
        boolean there =
                new Patience(Clock.system())
                        .waitFor(
                                () -> Files.exists(file) && Files.readAllLines(file).size() == 2,
                                LIMIT);
        if (!there) {
            throw new AssertionError("chromium does not start: " + process.said());
        }
        List<String> lines = Files.readAllLines(file);
        return "ws://127.0.0.1:" + lines.get(0) + lines.get(1);
    }

    /// Puts messages together from their pieces, and answers to their questions.
    private static final class Pipe implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private final AtomicInteger last = new AtomicInteger();
        private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence piece, boolean whole) {
            text.append(piece);
            if (whole) {
                JsonNode message = JSON.readTree(text.toString());
                text.setLength(0);
                CompletableFuture<JsonNode> waiting = asked.remove(message.path("id").asInt(0));
                if (waiting != null) {
                    waiting.complete(message);
                }
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket socket, Throwable why) {
            asked.values().forEach(one -> one.completeExceptionally(why));
        }
    }

    /// A call of the protocol, about the page.
    JsonNode call(String method, Map<String, ?> parameters) {
        return call(session, method, parameters);
    }

    private JsonNode call(String to, String method, Map<String, ?> parameters) {
        int id = pipe.last.incrementAndGet();
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (!to.isEmpty()) {
            message.put("sessionId", to);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pipe.asked.put(id, answer);
        socket.sendText(JSON.writeValueAsString(message), true).join();
        JsonNode said;
        try {
            said = answer.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new AssertionError("chromium does not answer " + method, e);
        }
        if (said.has("error")) {
            throw new AssertionError(method + ": " + said.path("error"));
        }
        return said.path("result");
    }

    /// Opens a page and waits until it is whole.
    void open(String url) throws IOException, InterruptedException {
        call("Page.navigate", Map.of("url", url));
        until("is loaded", "location.href === '" + url + "' && document.readyState === 'complete'");
    }

    /// What an expression in the page gives, awaited if it is a promise.
    JsonNode evaluate(String expression) {
        JsonNode result =
                call(
                        "Runtime.evaluate",
                        Map.of(
                                "expression",
                                expression,
                                "awaitPromise",
                                true,
                                "returnByValue",
                                true,
                                "userGesture",
                                true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    String text(String expression) {
        return evaluate(expression).asString();
    }

    /// Waits until an expression is true in the page.
    void until(String what, String expression) throws IOException, InterruptedException {
        boolean good =
                new Patience(Clock.system())
                        .waitFor(() -> evaluate(expression).asBoolean(false), LIMIT);
        if (!good) {
            throw new AssertionError("never: the page " + what + " (" + expression + ")");
        }
    }

    /// A key as a person presses it.
    void press(String key, int code) {
        for (String type : List.of("keyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    Map.of(
                            "type",
                            type,
                            "key",
                            key,
                            "code",
                            key.equals(" ") ? "Space" : key,
                            "windowsVirtualKeyCode",
                            code,
                            "text",
                            type.equals("keyDown") && key.length() == 1 ? key : ""));
        }
    }

    /// How large its window is, in pixels of CSS.
    void size(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /// Lets it end by itself: it is many processes, and killed they leave files behind for a while.
    @Override
    public void close() throws IOException {
        try {
            call("", "Browser.close", Map.of());
            process.ended();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            kill();
        }
    }

    private void kill() {
        socket.abort();
        http.shutdownNow();
        process.close();
    }
}
