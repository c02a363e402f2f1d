package radio.web.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.peer.HeardTitle;
import radio.web.Exchange;
import radio.web.HttpRefusal;
import radio.web.ResponseStream;

/// Tells whoever follows `/api/events` what happens, as server-sent events (HTML, 9.2): a `status`
/// a second, a `title` at the moment it is heard, and to newcomers first all `titles` that were.
///
/// From `inbox`, titles as they are heard, to nowhere; on a thread of its own, which waits for
/// nobody. [#BOUND_BYTES] may wait for a client; one that is further behind is cut off and counted
/// (SLOW). At most [#MOST] follow; one more gets 503. Nobody follows, nothing is done.
final class EventFeed extends Component {
    /// Guess.
    static final int MOST = 256;

    static final int BOUND_BYTES = 256 * 1024;

    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Inbox<HeardTitle> titles =
            typedInbox(HeardTitle.class, "each title as it is heard", Bound.dropOldest(64));
    private final Inbox<ResponseStream> joining =
            addInbox("joining", ResponseStream.class, "who follows", Bound.dropNewest(MOST));
    private final List<ResponseStream> clients = new ArrayList<>();
    private final AtomicInteger following = new AtomicInteger();
    private final Supplier<String> status;
    private final Supplier<String> history;

    /// @param status what is sent each second, one line of JSON
    /// @param history what a newcomer gets first, likewise
    EventFeed(Supplier<String> status, Supplier<String> history) {
        super("api events");
        this.status = status;
        this.history = history;
    }

    int following() {
        return following.get();
    }

    /// Answers a request with the events to come; from any thread.
    void follow(Exchange exchange) {
        if (following.incrementAndGet() > MOST || isStopped()) {
            following.decrementAndGet();
            exchange.refuse(
                    503,
                    HttpRefusal.CONNECTIONS,
                    "as many follow as may",
                    Map.of("Retry-After", "10"));
            return;
        }
        ResponseStream stream =
                exchange.stream(
                        "text/event-stream", Map.of("X-Accel-Buffering", "no"), BOUND_BYTES);
        stream.onClose(following::decrementAndGet);
        if (!exchange.method().equals("HEAD") && !joining.offer(stream)) {
            stream.close();
        }
    }

    @Override
    protected void run() throws InterruptedException {
        try {
            long next = clock().nanoTime();
            while (!stopping()) {
                boolean finished = upstreamFinished();
                for (Optional<HeardTitle> one = titles.poll();
                        one.isPresent();
                        one = titles.poll()) {
                    send(event("title", StatusBoard.json(one.get())));
                }
                for (Optional<ResponseStream> one = joining.poll();
                        one.isPresent();
                        one = joining.poll()) {
                    if (clients.isEmpty()) {
                        next = clock().nanoTime() + PERIOD.toNanos();
                    }
                    welcome(one.get());
                }
                if (finished && titles.size() == 0) {
                    return;
                }
                long now = clock().nanoTime();
                if (now - next >= 0) {
                    clients.removeIf(client -> !client.isOpen());
                    if (!clients.isEmpty()) {
                        send(event("status", status.get()));
                    }
                    next = now + PERIOD.toNanos();
                }
                if (clients.isEmpty()) {
                    await();
                } else {
                    await(Duration.ofNanos(Math.max(1, next - clock().nanoTime())));
                }
            }
        } finally {
            clients.forEach(ResponseStream::close);
            for (Optional<ResponseStream> one = joining.poll();
                    one.isPresent();
                    one = joining.poll()) {
                one.get().close();
            }
        }
    }

    private void welcome(ResponseStream client) {
        String first =
                "retry: 2000\n\n" + text("titles", history.get()) + text("status", status.get());
        if (client.send(first.getBytes(StandardCharsets.UTF_8))) {
            clients.add(client);
        }
    }

    private void send(byte[] event) {
        clients.removeIf(client -> !client.send(event));
    }

    private static byte[] event(String name, String json) {
        return text(name, json).getBytes(StandardCharsets.UTF_8);
    }

    /// JSON of ours has no line ends: what is in strings is escaped.
    private static String text(String name, String json) {
        return "event: " + name + "\ndata: " + json + "\n\n";
    }
}
