package radio.simulation;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import radio.audio.NullSink;
import radio.audio.Player;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Pipeline;
import radio.axon.ProducerFinished;
import radio.axon.Signal;
import radio.axon.SubscribeTo;
import radio.net.EventLoops;
import radio.overlay.OverlaySettings;
import radio.peer.AirMeter;
import radio.peer.Ed25519Signer;
import radio.peer.Node;
import radio.peer.RelaySettings;
import radio.peer.RelayStatus;
import radio.peer.SoundStatus;
import radio.transport.TransportSettings;
import radio.wire.PeerId;
import radio.wire.StationLink;

/// A whole listener inside this JVM: the node of `client-node`, with sockets on loopback and a key
/// of its own, but without files, console and sound device. Shares the threads of the network with
/// others.
final class LocalPeer {
    /// Where a peer's narrator speaks.
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    private final AxonSystem system;
    private final Node node;
    private final boolean leaf;
    private final Player player = Player.paced(Duration.ZERO, Duration.ofMillis(100));
    private final TimedListener timed = new TimedListener();
    private final boolean decoding;
    private final long startedUnixMillis;
    private Last last = new Last(-1, 0);

    /// @param leaf takes no connections and serves nobody
    /// @param decoding whether its player decodes; else it only keeps the time
    /// @param buffer how long after capture it plays
    record Settings(OverlaySettings overlay, boolean leaf, boolean decoding, Duration buffer) {}

    private record Last(int hop, long underruns) {}

    /// Starts one; does not wait for it.
    LocalPeer(String name, StationLink link, Settings settings, EventLoops loops, Clock clock) {
        system = new AxonSystem(name, clock);
        leaf = settings.leaf();
        decoding = settings.decoding();
        startedUnixMillis = clock.unixNanos() / 1_000_000;
        node =
                new Node(
                        system,
                        "client",
                        link.station(),
                        Ed25519Signer.generate(new SecureRandom()),
                        new Node.Place(
                                "127.0.0.1",
                                leaf ? TransportSettings.NOWHERE : 0,
                                List.of(),
                                Optional.of(loops)),
                        leaf ? settings.overlay().withSlots(0) : settings.overlay(),
                        new RelaySettings(
                                link.addresses(), Optional.of(settings.buffer().toNanos())));
        system.activate(
                decoding
                        ? Pipeline.named(
                                "listening",
                                new SubscribeTo(Node.AIR, Bound.dropOldest(Player.DOOR)),
                                player,
                                new NullSink())
                        : Pipeline.named("listening", new SubscribeTo(Node.AIR), timed));
        node.activate(NOWHERE, false, () -> SoundStatus.NONE);
    }

    String name() {
        return system.name();
    }

    PeerId id() {
        return node.self();
    }

    Node node() {
        return node;
    }

    RelayStatus status() {
        return node.relay().status();
    }

    boolean leaf() {
        return leaf;
    }

    boolean hears() {
        return node.meter().heard().heard() > 0;
    }

    /// How often nothing was there when it was due.
    long underruns() {
        return decoding ? player.status().underruns() : timed.figures().underruns();
    }

    /// Packets played, or chunks if it does not decode.
    long played() {
        return decoding ? player.status().played() : timed.figures().played();
    }

    /// Notes what the end of the programme will change: where it stands, and that nothing more
    /// comes is no fault of anybody's.
    void noteBeforeTheEnd() {
        last = new Last(status().hop(), underruns());
    }

    /// Begins to leave in good order: its children get what is queued, everybody is told.
    void leave() {
        node.relay().inbox("control", Signal.class).offer(new ProducerFinished());
    }

    boolean left() {
        return node.relay().isStopped();
    }

    /// Begins to end as a process that is killed: every socket is cut, nobody is told.
    void kill() {
        node.transport().cut();
        system.shutdown();
    }

    /// Waits until what has begun to leave has played what it has; false if it did not end in good
    /// order.
    boolean awaitEnd() throws InterruptedException {
        node.awaitEnd(Optional.empty(), node.relay().inbox("control", Signal.class));
        return node.end() && node.failures().isEmpty();
    }

    /// Ends whatever still runs.
    void close() {
        system.close();
    }

    Hearing hearing() {
        AirMeter meter = node.meter();
        AirMeter.Heard heard = meter.heard();
        RelayStatus relay = status();
        return new Hearing(
                name(),
                startedUnixMillis,
                heard.firstSequence(),
                heard.lastSequence(),
                relay.chunksReceived(),
                relay.chunksDuplicate(),
                heard.outOfOrder(),
                last.underruns(),
                last.hop(),
                relay.outageCounts(),
                meter.timing().delayCounts(),
                meter.missingSequences(),
                meter.lateSequences(),
                meter.audioBytes(),
                node.transport().totals().bytesDown());
    }
}
