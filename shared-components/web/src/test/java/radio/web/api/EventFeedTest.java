package radio.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.ProducerFinished;
import radio.axon.Signal;
import radio.peer.HeardTitle;
import radio.testing.Eventually;
import radio.web.HttpRefusal;
import radio.web.HttpSettings;
import radio.web.Web;

class EventFeedTest {
    private static final String ASK = "GET /api/events HTTP/1.1\r\nHost: a\r\n\r\n";

    private final AxonSystem system = new AxonSystem("events", Clock.system());
    private volatile String status = "{\"n\":1}";
    private final EventFeed feed = new EventFeed(() -> status, () -> "{\"titles\":[]}");
    private Web web = Web.off();

    @BeforeEach
    void open() throws Exception {
        web =
                Web.open(
                        system,
                        HttpSettings.at("127.0.0.1", 0, 10),
                        new Web.Serving(Duration.ofSeconds(1), 10, 0),
                        () -> "station",
                        new SplittableRandom(1));
        web.routes().get("/api/events", feed::follow);
        system.activate(feed);
    }

    @AfterEach
    void close() {
        web.close();
        system.close();
    }

    @Test
    void aNewcomerIsToldWhatWasAndThenWhatHappens() throws Exception {
        try (Caller caller = new Caller(web.port(), 65_536)) {
            String head = caller.say(ASK).until("\r\n\r\n");
            assertThat(head)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Content-Type: text/event-stream")
                    .contains("Cache-Control: no-cache")
                    .contains("Access-Control-Allow-Origin: *");
            assertThat(caller.until("{\"n\":1}\n\n"))
                    .isEqualTo(
                            """
                            retry: 2000

                            event: titles
                            data: {"titles":[]}

                            event: status
                            data: {"n":1}

                            """);
            HeardTitle title = new HeardTitle("a\n\n<b> \"☃\"", 5, 4, 3, 2);
            assertThat(feed.inbox("inbox", HeardTitle.class).offer(title)).isTrue();
            assertThat(caller.until("\"sequence\":2}\n\n"))
                    .endsWith(
                            """
                            event: title
                            data: {"title":"a\\n\\n<b> \\"☃\\"","heardUnixMillis":5,"mediaTime":4,"epoch":3,"sequence":2}

                            """);
            status = "{\"n\":2}";
            caller.until("{\"n\":2}\n\n");
            feed.inbox("control", Signal.class).offer(new ProducerFinished());
            assertThat(caller.until("never said")).doesNotContain("title");
        }
    }

    @Test
    void whoNeverReadsIsCutOffAndNobodyElseNotices() throws Exception {
        status = "\"" + "x".repeat(200_000) + "\"";
        try (Caller deaf = new Caller(web.port(), 4096);
                Caller other = new Caller(web.port(), 65_536)) {
            deaf.say(ASK);
            other.say(ASK);
            Eventually.until("both follow", () -> feed.following() == 2);
            for (int i = 0; i < 3; i++) {
                other.until("event: status");
                other.until("\n\n");
            }
            Eventually.until(
                    "one is left",
                    () -> {
                        feed.inbox("inbox", HeardTitle.class)
                                .offer(new HeardTitle("x".repeat(1000), 0, 0, 0, 0));
                        return web.status().refused().getOrDefault(HttpRefusal.SLOW, 0L) == 1;
                    });
            Eventually.until("it is forgotten", () -> feed.following() == 1);
        }
        Eventually.until("all have gone", () -> feed.following() == 0);
    }

    @Test
    void noMoreFollowThanMay() throws Exception {
        List<Caller> callers = new ArrayList<>();
        try {
            for (int i = 0; i < EventFeed.MOST; i++) {
                Caller caller = new Caller(web.port(), 4096);
                callers.add(caller.say(ASK));
            }
            Eventually.until("all follow", () -> feed.following() == EventFeed.MOST);
            try (Caller late = new Caller(web.port(), 4096)) {
                assertThat(late.say(ASK).until("\r\n\r\n"))
                        .startsWith("HTTP/1.1 503 ")
                        .contains("Retry-After: 10");
            }
        } finally {
            for (Caller caller : callers) {
                caller.close();
            }
        }
        Eventually.until("all have gone", () -> feed.following() == 0);
    }

    @Test
    void headFollowsNobody() throws Exception {
        try (Caller caller = new Caller(web.port(), 65_536)) {
            String all =
                    caller.say("HEAD /api/events HTTP/1.1\r\nHost: a\r\n\r\n").until("never said");
            assertThat(all).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
        }
        Eventually.until("it is gone", () -> feed.following() == 0);
    }
}
