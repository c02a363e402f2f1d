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
import picocli.CommandLine.Parameters;
import radio.audio.NullSink;
import radio.audio.Player;
import radio.audio.WavFileSink;
import radio.audio.device.Speaker;
import radio.audio.device.UnusableDeviceException;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Pipeline;
import radio.axon.SubscribeTo;
import radio.overlay.OverlaySettings;
import radio.peer.Ed25519Signer;
import radio.peer.Node;
import radio.peer.RelaySettings;
import radio.peer.SoundStatus;
import radio.peer.StartException;
import radio.wire.StationLink;

/// A listener, who serves others what it hears.
///
/// ```
/// transport -> relay -> "air" -> SubscribeTo "air" -> Player -> Speaker
///                |
///                +-> transport -> the next listeners
/// ```
@Command(name = "radio-client", description = "plays a station, and serves it on")
final class RadioClientExample extends Example {
    private static final int SLOTS = 4;

    @Parameters(
            paramLabel = "LINK",
            arity = "0..1",
            description = "radio://HOST:PORT/KEY (default: what is in the link file)")
    String link = "";

    @Option(
            names = "--link-file",
            paramLabel = "FILE",
            description = "written by radio-source (default: ${DEFAULT-VALUE})")
    Path linkFile = Path.of("example-radio.link");

    @Option(
            names = "--output",
            paramLabel = "FILE.wav",
            description = "write there instead of playing; \"none\" to do neither")
    String output = "";

    RadioClientExample() {
        super(1511);
    }

    @Override
    void start(AxonSystem system, PrintStream out) throws IOException {
        listen(system, StationLink.parse(theLink()), sink(), host, port, out);
    }

    static Node listen(
            AxonSystem system,
            StationLink station,
            Component sink,
            String host,
            int port,
            PrintStream out) {
        Node node =
                new Node(
                        system,
                        "client",
                        station.station(),
                        Ed25519Signer.generate(new SecureRandom()),
                        new Node.Place(host, port, List.of(), Optional.empty()),
                        OverlaySettings.defaults().withSlots(SLOTS),
                        new RelaySettings(station.addresses(), Optional.empty()));
        system.activate(
                Pipeline.of(
                        new SubscribeTo(Node.AIR, Bound.dropOldest(Player.DOOR)),
                        Player.paced(Speaker.LEAD, Duration.ZERO),
                        sink));
        node.activate(out, false, () -> SoundStatus.NONE);
        return node;
    }

    private String theLink() throws IOException {
        if (!link.isEmpty()) {
            return link;
        }
        if (!Files.exists(linkFile)) {
            throw new StartException(
                    linkFile + " is not there: start radio-source here first, or give a LINK");
        }
        return Files.readString(linkFile).strip();
    }

    private Component sink() throws IOException {
        try {
            return switch (output) {
                case "" -> Speaker.open("", 100);
                case "none" -> new NullSink();
                default -> WavFileSink.create(Path.of(output));
            };
        } catch (UnusableDeviceException e) {
            throw new StartException(e.getMessage() + "; or use --output FILE.wav", e);
        }
    }
}
