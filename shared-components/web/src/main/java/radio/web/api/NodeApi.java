package radio.web.api;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import radio.axon.AxonSystem;
import radio.axon.Pipeline;
import radio.axon.SubscribeTo;
import radio.peer.Node;
import radio.web.Exchange;
import radio.web.Routes;
import radio.web.Web;

/// What a node tells of itself over HTTP: `/api/status`, `/api/titles`, `/api/events`, `/metrics`,
/// `/healthz`, and the page at `/`.
///
/// ```
/// backplane "titles" -> EventFeed -> event loops -> whoever follows
/// ```
public final class NodeApi {
    private static final String JSON = "application/json";

    private final StatusBoard board;
    private final EventFeed feed;
    private final SubscribeTo titles = new SubscribeTo(Node.TITLES);

    private NodeApi(Node node, Web web, NodeInside inside, AxonSystem system) {
        EventFeed[] made = new EventFeed[1];
        board =
                new StatusBoard(
                        node,
                        web,
                        inside,
                        system.clock(),
                        () -> made[0].following(),
                        titles::dropped);
        feed = new EventFeed(board::liveJson, board::titlesJson);
        made[0] = feed;
    }

    /// Adds the endpoints to a server. Does nothing without one.
    public static void open(AxonSystem system, Node node, Web web, NodeInside inside) {
        if (web.port() == 0) {
            return;
        }
        NodeApi api = new NodeApi(node, web, inside, system);
        api.register(web.routes());
        Page.register(web.routes());
        system.activate(Pipeline.named("events", api.titles, api.feed));
    }

    private void register(Routes routes) {
        routes.get("/api/status", exchange -> exchange.reply(200, JSON, board.fullJson()))
                .get("/api/titles", exchange -> exchange.reply(200, JSON, board.titlesJson()))
                .get("/api/events", feed::follow)
                .get("/metrics", this::metrics)
                .get("/healthz", this::health);
    }

    private void metrics(Exchange exchange) {
        exchange.reply(
                200,
                Metrics.CONTENT_TYPE,
                board.metrics().text().getBytes(StandardCharsets.UTF_8),
                Map.of());
    }

    private void health(Exchange exchange) {
        Health now = board.health();
        exchange.reply(now.good() ? 200 : 503, "text/plain", now.reason() + "\n");
    }
}
