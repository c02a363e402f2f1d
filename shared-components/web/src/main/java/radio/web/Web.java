package radio.web;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.Pipeline;
import radio.axon.SubscribeTo;
import radio.peer.Node;

/// A node as a radio server: an [HttpServer], what it serves from "air", and the [Routes] where
/// others add endpoints.
///
/// ```
/// "air" -> LiveAudio -> event loops -> players
/// "air" -> LiveHls   -> segments, playlist
/// ```
///
/// Both end with "air", and listeners then get the end of their stream; [#close] comes after that.
public final class Web implements AutoCloseable {
    private final Routes routes = new Routes();
    private final WebCounters counters = new WebCounters();
    private final ListeningCounters listening = new ListeningCounters();
    private final SubscribeTo air = new SubscribeTo(Node.AIR, LiveAudio.DOOR);
    private final @Nullable HttpServer server;
    private final Supplier<LiveAudio.OnAir> onAir;
    private final SubscribeTo hlsAir = new SubscribeTo(Node.AIR, LiveHls.DOOR);
    private final HlsAudience hlsAudience = new HlsAudience();
    private final LiveHls hls;
    private final Clock clock;
    private final Duration burst;

    /// What is served.
    ///
    /// @param burst what a listener gets at once, 0 to 30 s
    /// @param listeners at most
    /// @param perAddress at most from one address; 0 for no limit
    public record Serving(Duration burst, int listeners, int perAddress) {
        public Serving {
            if (burst.isNegative() || burst.toSeconds() > 30 || listeners < 0 || perAddress < 0) {
                throw new IllegalArgumentException(
                        burst + ", " + listeners + " listeners, " + perAddress + " per address");
            }
        }
    }

    /// No server: routes can be added, and nobody asks for them.
    private Web() {
        server = null;
        clock = Clock.system();
        burst = Duration.ZERO;
        hls = new LiveHls(0);
        onAir = () -> LiveAudio.OnAir.NOTHING;
    }

    private Web(
            AxonSystem system,
            HttpSettings settings,
            Serving serving,
            Supplier<String> station,
            RandomGenerator random)
            throws IOException {
        LiveAudio live = new LiveAudio(serving.burst(), station, random, listening);
        onAir = live::onAir;
        new ListenRoutes(live, new Seats(serving.listeners(), serving.perAddress()), listening)
                .register(routes);
        new StationRoutes(
                        station, onAir, listening, serving.listeners(), system.clock().unixNanos())
                .register(routes);
        clock = system.clock();
        burst = serving.burst();
        hls = new LiveHls(clock.unixNanos() - clock.nanoTime());
        new HlsRoutes(hls, hlsAudience, clock).register(routes);
        server = HttpServer.bind(settings, routes, counters);
        system.activate(
                Pipeline.named("http", air, live), Pipeline.named("http live", hlsAir, hls));
    }

    /// Listens, and serves from now on what is on "air" of the system.
    ///
    /// @param station the station's name, asked from several threads; empty before it is known
    /// @throws IOException if it cannot listen there
    public static Web open(
            AxonSystem system,
            HttpSettings settings,
            Serving serving,
            Supplier<String> station,
            RandomGenerator random)
            throws IOException {
        return new Web(system, settings, serving, station, random);
    }

    /// One that does not listen.
    public static Web off() {
        return new Web();
    }

    /// Where further endpoints are registered, now or later.
    public Routes routes() {
        return routes;
    }

    /// The port it listens at; 0 if there is no server.
    public int port() {
        return Optional.ofNullable(server).map(HttpServer::port).orElse(0);
    }

    /// What a listener gets at once.
    public Duration burst() {
        return burst;
    }

    /// How it is doing; from any thread.
    public WebStatus status() {
        var refused = counters.refusals();
        return new WebStatus(
                port(),
                listening.listeners.get(),
                listening.peak.get(),
                listening.begun.sum(),
                listening.byFormat(),
                counters.connections.get(),
                counters.accepted.sum(),
                counters.requests.sum(),
                counters.bytesSent.sum(),
                refused.getOrDefault(HttpRefusal.SLOW, 0L),
                refused,
                listening.pagesDropped.sum(),
                air.dropped(),
                hlsAudience.present(clock.nanoTime()),
                hlsAir.dropped(),
                hls.stream().figures(),
                onAir.get().title());
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
