package radio.simulation;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import radio.audio.Pacer;
import radio.audio.Programme;
import radio.audio.Tone;
import radio.audio.codec.OpusSettings;
import radio.audio.codec.OpusStream;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.Pipeline;
import radio.net.EventLoops;
import radio.overlay.OverlaySettings;
import radio.peer.Ed25519Signer;
import radio.peer.Node;
import radio.peer.RelaySettings;
import radio.peer.SoundStatus;
import radio.wire.StationHeader;
import radio.wire.StationId;
import radio.wire.StationLink;
import radio.wire.StreamInfo;

/// A station on air inside this JVM: the node of `source-node` with a tone, without files and
/// console.
final class LocalSource implements AutoCloseable {
    private final AxonSystem system;
    private final Node node;
    private final StationLink link;

    /// @param playoutDelay what the station asks of its listeners
    /// @param clock of this node; it may be wrong
    LocalSource(int slots, Duration playoutDelay, EventLoops loops, Clock clock) {
        system = new AxonSystem("source", clock);
        SecureRandom random = new SecureRandom();
        Ed25519Signer stationKey = Ed25519Signer.generate(random);
        StationId station = new StationId(stationKey.publicKey());
        StreamInfo stream = OpusStream.info(0, new OpusSettings(96_000, 2));
        node =
                new Node(
                        system,
                        "source",
                        station,
                        Ed25519Signer.generate(random),
                        new Node.Place("127.0.0.1", 0, List.of(), Optional.of(loops)),
                        OverlaySettings.defaults()
                                .withSlots(slots)
                                .withSourceClockOffsetNanos(clock.unixNanos() - clock.nanoTime()),
                        new RelaySettings(List.of(), Optional.empty()));
        link = new StationLink(node.addresses(), station);
        long epoch = clock.unixNanos() / 1_000_000_000;
        long anchorUnixNanos = clock.unixNanos();
        Programme programme =
                new Programme(stream, epoch, stationKey, anchorUnixNanos, Programme.PATIENT);
        Pipeline onAir = Pipeline.named("on air", new Tone(2), new Pacer(), programme);
        system.link(onAir.outbox("outbox"), node.relay().broadcast());
        node.relay()
                .announce()
                .offer(
                        StationHeader.sign(
                                epoch,
                                0,
                                anchorUnixNanos,
                                playoutDelay.toNanos(),
                                "test",
                                List.of(stream),
                                stationKey));
        node.activate(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                false,
                () -> SoundStatus.NONE);
        system.activate(onAir);
    }

    StationLink link() {
        return link;
    }

    Node node() {
        return node;
    }

    @Override
    public void close() {
        system.close();
    }
}
