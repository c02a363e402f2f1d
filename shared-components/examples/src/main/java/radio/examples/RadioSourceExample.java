package radio.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import radio.audio.Pacer;
import radio.audio.Programme;
import radio.audio.Tone;
import radio.audio.codec.OpusSettings;
import radio.audio.codec.OpusStream;
import radio.axon.AxonSystem;
import radio.axon.Component;
import radio.axon.Pipeline;
import radio.overlay.OverlaySettings;
import radio.peer.Ed25519Signer;
import radio.peer.Node;
import radio.peer.RelaySettings;
import radio.peer.SoundStatus;
import radio.wire.Signer;
import radio.wire.StationHeader;
import radio.wire.StationId;
import radio.wire.StationLink;
import radio.wire.StreamInfo;

/// A radio station: a tone, a new one each time it starts.
///
/// ```
/// Tone -> Pacer -> Programme -> relay -> transport -> listeners, who serve others
/// ```
@Command(name = "radio-source", description = "a radio station that plays a tone")
final class RadioSourceExample extends Example {
    private static final Duration PLAYOUT_DELAY = Duration.ofSeconds(1);
    private static final int SLOTS = 4;

    @Option(
            names = "--link-file",
            paramLabel = "FILE",
            description = "where radio-client looks for the station (default: ${DEFAULT-VALUE})")
    Path linkFile = Path.of("example-radio.link");

    RadioSourceExample() {
        super(1510);
    }

    @Override
    void start(AxonSystem system, PrintStream out) throws IOException {
        StationLink link = broadcast(system, new Tone(440, 2), host, port, out);
        Files.writeString(linkFile, link + "\n");
        out.println("on air: " + link + "; try: scripts/example radio-client");
    }

    static StationLink broadcast(
            AxonSystem system, Component sound, String host, int port, PrintStream out) {
        SecureRandom random = new SecureRandom();
        Signer key = Ed25519Signer.generate(random);
        StationId station = new StationId(key.publicKey());
        StreamInfo stream = OpusStream.info(0, new OpusSettings(96_000, 2));
        Node node =
                new Node(
                        system,
                        "source",
                        station,
                        Ed25519Signer.generate(random),
                        new Node.Place(host, port, List.of(), Optional.empty()),
                        OverlaySettings.defaults()
                                .withSlots(SLOTS)
                                .withSourceClockOffsetNanos(
                                        system.clock().unixNanos() - system.clock().nanoTime()),
                        new RelaySettings(List.of(), Optional.empty()));

        long now = system.clock().unixNanos(); // media time 0: every sample counts from here
        long epoch = now / 1_000_000_000;
        Pipeline onAir =
                Pipeline.of(
                        sound,
                        new Pacer(),
                        new Programme(stream, epoch, key, now, Programme.PATIENT));
        system.link(onAir.outbox("outbox"), node.relay().broadcast());
        system.link(onAir.outbox("signal"), node.relay().inbox("control"));
        node.relay()
                .announce()
                .offer(
                        StationHeader.sign(
                                epoch,
                                0,
                                now,
                                PLAYOUT_DELAY.toNanos(),
                                "A radio in a hundred lines",
                                List.of(stream),
                                key));
        node.activate(out, false, () -> SoundStatus.NONE);
        system.activate(onAir);
        return new StationLink(node.addresses(), station);
    }
}
