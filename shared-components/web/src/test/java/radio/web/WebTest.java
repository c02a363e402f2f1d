package radio.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import radio.axon.AxonSystem;
import radio.axon.Backplane;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Inbox;
import radio.axon.Pipeline;
import radio.axon.PublishTo;
import radio.axon.SubscribeTo;
import radio.overlay.OverlaySettings;
import radio.peer.AirMeter;
import radio.peer.KeyFile;
import radio.peer.Node;
import radio.peer.Quantities;
import radio.peer.RelaySettings;
import radio.peer.StartException;
import radio.testing.Eventually;
import radio.testing.Leaks;
import radio.wire.Air;
import radio.wire.Signer;
import radio.wire.StationId;

@ExtendWith(Leaks.class)
class WebTest {
    @TempDir Path temp;
    private final AxonSystem system = new AxonSystem("web", Clock.system());

    @AfterEach
    void stop() {
        system.close();
    }

    private Web open() throws Exception {
        return Web.open(
                system,
                HttpSettings.at("127.0.0.1", 0, 100),
                new Web.Serving(Duration.ofSeconds(1), 100, 0),
                () -> "station",
                new SplittableRandom(1));
    }

    @Test
    void whoNeverReadsTakesNothingFromAir() throws Exception {
        PublishTo publish = new PublishTo(Node.AIR);
        AirMeter meter = new AirMeter();
        SubscribeTo toMeter = new SubscribeTo(Node.AIR, Bound.blocking(100_000));
        system.activate(new Backplane(Node.AIR), publish, Pipeline.of(toMeter, meter));
        try (Web web = open();
                RawClient deaf = new RawClient(web.port(), 4096)) {
            deaf.get("/listen.wav");
            Chunks chunks =
                    new Chunks(Chunks.STEREO, 1, Clock.system().nanoTime() + 3_600_000_000_000L);
            Inbox<?> air = publish.inbox("inbox");
            long[] published = {0};
            Eventually.until(
                    "the one that never reads is cut off",
                    () -> {
                        put(air, chunks.next());
                        published[0]++;
                        return web.status().droppedSlow() == 1;
                    });
            Eventually.until("all is heard", () -> meter.heard().heard() == published[0]);
            assertThat(meter.heard().outOfOrder()).isZero();
            assertThat(meter.heard().missing()).isZero();
            assertThat(web.status().refused()).containsEntry(HttpRefusal.SLOW, 1L);
            assertThat(web.status().bytesSent()).isPositive();
        }
    }

    @SuppressWarnings("unchecked") // a backplane carries whatever is put in
    private static void put(Inbox<?> air, Air item) {
        assertThat(((Inbox<Object>) air).offer(item)).isTrue();
    }

    private Node node() throws Exception {
        Signer key = KeyFile.readOrMake(temp.resolve("key"), new SecureRandom());
        return new Node(
                system,
                "client",
                new StationId(key.publicKey()),
                key,
                Node.Place.nowhere(),
                OverlaySettings.defaults(),
                new RelaySettings(List.of(), List.of(), Optional.empty()));
    }

    private static HttpOptions options(String... args) {
        HttpOptions options = new HttpOptions();
        CommandLine line = new CommandLine(options);
        line.registerConverter(Duration.class, Quantities::duration);
        line.parseArgs(args);
        return options;
    }

    @Test
    void aUsualPortThatIsTakenMovesOnAndOneThatWasAskedForDoesNot() throws Exception {
        Node node = node();
        try (Web first = options("--http-port", "0").open(system, node, 1);
                Web second = options().open(system, node, first.port())) {
            assertThat(second.port()).isNotIn(0, first.port());
            String taken = Integer.toString(first.port());
            assertThatThrownBy(() -> options("--http-port", taken).open(system, node, 1))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("--http-port " + taken)
                    .hasMessageContaining("--no-http");
        }
        try (Web none = options("--no-http").open(system, node, 1)) {
            assertThat(none.port()).isZero();
            none.routes().get("/x", _ -> {});
            assertThat(none.status().listeners()).isZero();
        }
    }

    @Test
    void whatIsOutOfRangeIsSaidAtTheStart() throws Exception {
        Node node = node();
        for (List<String> bad :
                List.of(
                        List.of("--http-port", "70000"),
                        List.of("--http-burst", "31s"),
                        List.of("--http-listeners", "100001"),
                        List.of("--http-per-address", "-1"),
                        List.of("--http-name", "radio.example:80"),
                        List.of("--http-bind", "no.such.host.invalid"))) {
            assertThatThrownBy(() -> options(bad.toArray(new String[0])).open(system, node, 1))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(bad.getFirst());
        }
    }
}
