package radio.peer;

import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import radio.axon.AxonSystem;
import radio.axon.Backplane;
import radio.axon.Inbox;
import radio.axon.Pipeline;
import radio.axon.ProducerFinished;
import radio.axon.PublishTo;
import radio.axon.Signal;
import radio.axon.SubscribeTo;
import radio.net.EventLoops;
import radio.overlay.Overlay;
import radio.overlay.OverlaySettings;
import radio.transport.Identity;
import radio.transport.NettyTransport;
import radio.transport.TransportSettings;
import radio.transport.TransportTotals;
import radio.wire.Candidate;
import radio.wire.ChunkId;
import radio.wire.Contact;
import radio.wire.PeerId;
import radio.wire.Signer;
import radio.wire.StationId;

/// What both nodes have in common, wired:
///
/// ```
/// transport -> relay.received      relay.arrivals -> backplane "arrivals"
///                                  relay.air      -> backplane "air" -> meter, titles
///                                  titles         -> backplane "titles"
///                                  relay.notices  -> narrator
/// ```
///
/// A source links its programme into [#relay]'s `broadcast`; whoever wants to hear subscribes to
/// "air". Linked when made, running from [#activate] on.
public final class Node {
    /// Every verified chunk as it comes ([Arrival]).
    public static final String ARRIVALS = "arrivals";

    /// The stream in order, exactly once ([radio.wire.Air]).
    public static final String AIR = "air";

    /// Each title at the moment at which it is heard ([HeardTitle]).
    public static final String TITLES = "titles";

    private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

    private static final Duration LOOK = Duration.ofMillis(100);

    /// The longest buffer a listener can ask for, and a little.
    private static final Duration PLAYOUT_LIMIT = Duration.ofSeconds(11);

    private static final Duration END_LIMIT = Duration.ofSeconds(3);

    private final AxonSystem system;
    private final NettyTransport transport;
    private final Relay relay;
    private final AirMeter meter = new AirMeter();
    private final TitleHistory titles = new TitleHistory();
    private final Backplane arrivals = new Backplane(ARRIVALS);
    private final Backplane air = new Backplane(AIR);
    private final Backplane heard = new Backplane(TITLES);
    private final SubscribeTo toMeter = new SubscribeTo(AIR);
    private final SubscribeTo toTitles = new SubscribeTo(AIR);
    private final PeerId self;
    private final StationId station;
    private final List<Candidate> addresses;
    private final String kind;
    private volatile int http;
    private volatile Optional<Narrator> narrator = Optional.empty();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    /// Where a node is on the network.
    ///
    /// @param bind the address to listen at; empty: all of this machine
    /// @param port to listen at, 0 for any, [TransportSettings#NOWHERE] to take no connections
    /// @param advertised how others reach it; empty: as the machine's addresses say
    /// @param loops the threads of the network, shared with other nodes of this process; empty: its
    ///   own
    public record Place(
            String bind, int port, List<Candidate> advertised, Optional<EventLoops> loops) {
        /// Takes no connections.
        public static Place nowhere() {
            return new Place("", TransportSettings.NOWHERE, List.of(), Optional.empty());
        }
    }

    /// A node as its options say.
    ///
    /// @param kind "source" or "client"
    /// @param nodeKey the node's own key
    /// @param port to listen at, 0 for any, [TransportSettings#NOWHERE] to take no connections
    /// @throws StartException if it cannot listen there
    public Node(
            AxonSystem system,
            String kind,
            StationId station,
            Signer nodeKey,
            NodeOptions options,
            int port,
            OverlaySettings overlaySettings,
            RelaySettings relaySettings) {
        this(
                system,
                kind,
                station,
                nodeKey,
                new Place(options.bind(), port, options.advertised(), Optional.empty()),
                overlaySettings.withSlots(options.slots()),
                relaySettings);
    }

    /// A node without options, such as one of many in a process; each needs a system of its own.
    ///
    /// @param kind "source" or "client"
    /// @param nodeKey the node's own key
    /// @throws StartException if it cannot listen there
    public Node(
            AxonSystem system,
            String kind,
            StationId station,
            Signer nodeKey,
            Place place,
            OverlaySettings overlaySettings,
            RelaySettings relaySettings) {
        this.system = system;
        this.kind = kind;
        this.station = station;
        Ed25519Verifier verifier = new Ed25519Verifier();
        Identity identity = new Identity(station, nodeKey, verifier);
        self = identity.peer();
        transport = bind(place, identity, system);
        addresses = addresses(place, transport.port());
        Contact contact = new Contact(self, addresses, false, overlaySettings.slots());
        Overlay overlay =
                new Overlay(
                        overlaySettings,
                        contact,
                        station,
                        kind.equals("source"),
                        verifier,
                        new SplittableRandom(new SecureRandom().nextLong()));
        relay = new Relay(overlay, transport, relaySettings);

        system.onFailure((name, fault) -> failures.add(name + " failed: " + fault.getMessage()));
        system.link(transport.events(), relay.received());
        PublishTo toArrivals = new PublishTo(ARRIVALS);
        PublishTo toAir = new PublishTo(AIR);
        system.link(relay.arrivals(), toArrivals.inbox("inbox"));
        system.link(relay.air(), toAir.inbox("inbox"));
        // When the relay has ended, so has the programme: listeners play what they have, then end.
        system.link(relay.outbox("signal"), toAir.inbox("control"));
        system.link(toAir.outbox("signal"), air.inbox("control"));
        system.activate(arrivals, air, toArrivals, toAir);
        system.activate(Pipeline.named("metering", toMeter, meter));
        Pipeline titling = Pipeline.named("titles", toTitles, titles, new PublishTo(TITLES));
        system.link(titling.outbox("signal"), heard.inbox("control"));
        system.activate(heard, titling);
    }

    private static NettyTransport bind(Place place, Identity identity, AxonSystem system) {
        TransportSettings settings =
                TransportSettings.DEFAULT
                        .listeningAt(place.bind(), place.port())
                        .advertising(place.advertised());
        SecureRandom random = new SecureRandom();
        try {
            return place.loops().isPresent()
                    ? NettyTransport.bind(
                            settings, identity, system.clock(), random, place.loops().get())
                    : NettyTransport.bind(settings, identity, system.clock(), random);
        } catch (IOException e) {
            throw new StartException(
                    e.getMessage() + "; choose another with --port (0: any free one) or --bind", e);
        }
    }

    /// Whoever takes no connections has no address.
    private static List<Candidate> addresses(Place place, int port) {
        if (!place.advertised().isEmpty() || place.port() == TransportSettings.NOWHERE) {
            return place.advertised();
        }
        return LocalAddresses.candidates(place.bind(), port);
    }

    /// Says at which port players can listen, for the status line; 0 for none.
    public void httpAt(int port) {
        http = port;
    }

    /// The port at which players can listen; 0 for none.
    public int http() {
        return http;
    }

    public Relay relay() {
        return relay;
    }

    public NettyTransport transport() {
        return transport;
    }

    public AirMeter meter() {
        return meter;
    }

    /// What plays here, and what did.
    public TitleHistory titles() {
        return titles;
    }

    /// "source" or "client".
    public String kind() {
        return kind;
    }

    public StationId station() {
        return station;
    }

    public PeerId self() {
        return self;
    }

    /// Where others can probably reach this node: for the source's link.
    public List<Candidate> addresses() {
        return addresses;
    }

    /// Begins to listen, to dial and to tell.
    ///
    /// @param out where the narrator speaks
    /// @param sound how the sound is, for the status line; asked from the narrator's thread
    public void activate(PrintStream out, boolean json, Supplier<SoundStatus> sound) {
        Narrator telling = new Narrator(out, json, statusLines(sound));
        narrator = Optional.of(telling);
        system.link(relay.notices(), telling.inbox("inbox"));
        system.activate(telling, relay, transport);
    }

    /// Waits until the relay has ended, by itself or because it was told to finish.
    ///
    /// @param duration how long at most; empty: no limit
    /// @param finish where a ProducerFinished lets the relay end in good order
    public void awaitEnd(Optional<Duration> duration, Inbox<Signal> finish)
            throws InterruptedException {
        if (duration.isPresent() && !system.awaitEnd(relay, duration.get())) {
            finish.offer(new ProducerFinished());
        }
        system.awaitEnd(relay, NO_LIMIT);
    }

    /// Lets whoever listens to "air" play what it has, then ends everything; after [#awaitEnd].
    ///
    /// @return whether everything ended in good order
    public boolean end() throws InterruptedException {
        long limit = system.clock().nanoTime() + PLAYOUT_LIMIT.toNanos();
        while (failures.isEmpty() && !listenersEnded() && system.clock().nanoTime() < limit) {
            system.awaitEnd(LOOK);
        }
        boolean good = listenersEnded();
        system.shutdown();
        good &= system.awaitEnd(END_LIMIT);
        system.close();
        return good;
    }

    /// Parts that ended by a fault, with what it was; the node goes on serving without them.
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /// What was refused, by transport and overlay together.
    public Map<String, Long> rejected() {
        Map<String, Long> all = new TreeMap<>(transport.rejected());
        all.putAll(relay.status().counters());
        return all;
    }

    /// What parts of the node itself did not get because they were too slow, by their names.
    public Map<String, Long> dropped() {
        return Map.of(
                meter.name(),
                toMeter.dropped(),
                titles.name(),
                toTitles.dropped() + titles.dropped(),
                "narrator",
                narrator.map(Narrator::dropped).orElse(0L));
    }

    /// How the node is doing, each time it is asked, by one thread at a time: rates count from one
    /// answer to the next.
    ///
    /// @param sound how the sound is
    public Supplier<NodeStatus> statusLines(Supplier<SoundStatus> sound) {
        BitRate upRate = new BitRate(system.clock().nanoTime());
        BitRate downRate = new BitRate(system.clock().nanoTime());
        return () -> status(sound.get(), upRate, downRate);
    }

    private NodeStatus status(SoundStatus sound, BitRate upRate, BitRate downRate) {
        RelayStatus now = relay.status();
        AirMeter.Timing timing = meter.timing();
        TransportTotals traffic = transport.totals();
        long nanos = system.clock().nanoTime();
        return new NodeStatus(
                kind,
                self.brief(),
                now.parent().map(PeerId::brief).orElse(""),
                now.hop(),
                now.children().size(),
                now.neighbours(),
                now.chunksReceived(),
                now.chunksMissed(),
                meter.heard().late(),
                timing.delayP50(),
                timing.bufferP50(),
                now.playoutDelayNanos().orElse(0L) / 1_000_000,
                now.newest().map(ChunkId::epoch).orElse(0L),
                now.newest().map(ChunkId::sequence).orElse(-1L),
                traffic.bytesUp(),
                traffic.bytesDown(),
                upRate.at(traffic.bytesUp(), nanos),
                downRate.at(traffic.bytesDown(), nanos),
                now.uploadBitsPerSecond(),
                titles.playing(),
                http,
                sound);
    }

    private boolean listenersEnded() {
        return system.components().stream()
                .noneMatch(component -> component instanceof Pipeline && !component.isStopped());
    }
}
