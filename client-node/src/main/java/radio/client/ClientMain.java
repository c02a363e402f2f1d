package radio.client;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import radio.audio.Player;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Pipeline;
import radio.axon.ProducerFinished;
import radio.axon.Signal;
import radio.axon.SubscribeTo;
import radio.overlay.OverlaySettings;
import radio.overlay.Resilience;
import radio.peer.AddressBook;
import radio.peer.Doctor;
import radio.peer.KeyFile;
import radio.peer.Launcher;
import radio.peer.Node;
import radio.peer.NodeOptions;
import radio.peer.PeersFile;
import radio.peer.RelaySettings;
import radio.peer.Reports;
import radio.peer.SoundStatus;
import radio.peer.StartException;
import radio.peer.StateFolder;
import radio.peer.Termination;
import radio.web.HttpOptions;
import radio.web.Web;
import radio.web.api.NodeApi;
import radio.web.api.NodeInside;
import radio.wire.Contact;
import radio.wire.Signer;
import radio.wire.StationLink;

/// The client node: plays what it hears and serves it on.
///
/// ```
/// transport -> relay -> "air" -> player -> speaker | file | stdout | none
///                |
///                +-> transport -> the next peers
/// ```
@Command(
        name = "client-node",
        mixinStandardHelpOptions = true,
        version = "radio 0.1.0",
        description = "Plays a station and re-serves it to other listeners.")
public final class ClientMain implements Callable<Integer> {
    private static final int USUAL_HTTP_PORT = 7790;

    /// A recording is made whole, so it may catch up as far as a parent's ring reaches.
    private static final Duration RECORDER_CATCH_UP = Duration.ofSeconds(30);

    /// Door 5 of a recorder: more than a parent can send at once.
    private static final int RECORDER_DOOR = 1024;

    @Parameters(
            paramLabel = "LINK",
            arity = "0..1",
            description = "radio://HOST:PORT[,HOST:PORT...]/KEY")
    String link = "";

    @Mixin NodeOptions options = new NodeOptions();

    @Mixin OutputOptions outputs = new OutputOptions();

    @Mixin HttpOptions http = new HttpOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "radio port for other listeners, 0 for any free one")
    int port;

    @Option(
            names = "--no-share",
            description = "serve nobody and take no connections: for metered networks")
    boolean noShare;

    @Option(
            names = "--upload",
            paramLabel = "RATE",
            defaultValue = "1M",
            description =
                    "upload to give away, in bit/s; 70 %% of it limits the slots; auto to find out"
                            + " what there is (default: ${DEFAULT-VALUE})")
    String upload = "";

    @Option(
            names = "--resilience",
            paramLabel = "single|dual",
            defaultValue = "single",
            description =
                    "parents that push to this node; with two everything comes twice, and nothing is"
                            + " missing when one of them is gone (default: single)")
    Resilience resilience = Resilience.SINGLE;

    @Option(
            names = "--doctor",
            description =
                    "play nothing, but say what this machine has and what to do; needs no LINK")
    boolean doctor;

    @Nullable
    @Option(
            names = "--buffer",
            paramLabel = "TIME",
            description =
                    "play so long after capture, 200ms to 10s (default: what the station asks for)")
    Duration buffer;

    /// Exits with 0 if all was well, 1 if chunks were missed, 2 if it could not run.
    public static void main(String... args) {
        System.exit(Launcher.run(new ClientMain(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (doctor) {
            return outputs.examine(new Doctor(outputs.console()), options, port);
        }
        Clock clock = Clock.system();
        long startedUnixNanos = processStartUnixNanos(clock);
        StationLink station = parseLink();
        checkRanges();
        long uploadBitsPerSecond = NodeOptions.upload(upload);
        Optional<Path> reportFile = options.report();
        try (StateFolder state = StateFolder.openFree(options.state("client"));
                AxonSystem system = new AxonSystem("client-node", clock)) {
            Signer nodeKey =
                    KeyFile.readOrMake(
                            options.key().orElse(state.path().resolve("node.key")),
                            new SecureRandom());
            PeersFile peers = state.peers(station.station());
            List<Contact> remembered = peers.read();
            boolean recording = outputs.recording();
            Player player =
                    recording ? Player.unpaced() : Player.paced(outputs.lead(), outputs.batch());
            Component sink = outputs.open();
            Node node =
                    new Node(
                            system,
                            "client",
                            station.station(),
                            nodeKey,
                            place(),
                            OverlaySettings.defaults()
                                    .withSlots(noShare ? 0 : options.slots())
                                    .withResilience(resilience)
                                    .withUploadBitsPerSecond(uploadBitsPerSecond)
                                    .withCatchUpNanos(catchUp(recording).toNanos()),
                            new RelaySettings(
                                    station.addresses(),
                                    remembered,
                                    Optional.ofNullable(buffer).map(Duration::toNanos)));

            system.activate(
                    new AddressBook(peers, remembered, () -> node.relay().status().known()));
            SubscribeTo air = new SubscribeTo(Node.AIR, door(recording));
            system.activate(Pipeline.named("listening", air, player, sink));

            PrintStream out = outputs.console();
            if (!options.json()) {
                out.println(
                        "tuning in to "
                                + station.station().brief()
                                + (noShare
                                        ? ", serving nobody"
                                        : ", serving others at port " + node.transport().port()));
            }
            Supplier<SoundStatus> sound = () -> OutputOptions.sound(player.status(), sink);
            var finish = node.relay().inbox("control", Signal.class);
            if (outputs.control()) {
                outputs.takeCommands(
                        system,
                        options.json() ? System.err : out,
                        node.titles()::playing,
                        player,
                        sink,
                        () -> finish.offer(new ProducerFinished()));
            }
            try (Web web = http.open(system, node, USUAL_HTTP_PORT);
                    Termination termination =
                            new Termination(() -> finish.offer(new ProducerFinished()))) {
                http.tell(web, node, options.json(), out);
                NodeApi.open(
                        system,
                        node,
                        web,
                        new NodeInside(
                                sound,
                                metrics ->
                                        OutputOptions.measure(
                                                metrics, air.dropped(), player.status(), sink)));
                node.activate(out, options.json(), sound);
                node.awaitEnd(options.duration(), finish);
                boolean orderly = node.end();
                ClientReport report =
                        ClientReport.of(
                                station,
                                node,
                                air.dropped(),
                                player,
                                OutputOptions.speakerStatus(sink),
                                clock,
                                startedUnixNanos,
                                orderly);
                if (reportFile.isPresent()) {
                    Reports.write(reportFile.get(), report);
                }
                report.failures().forEach(line -> System.err.println("client-node: " + line));
                return termination.ended(report.failures().isEmpty() ? 0 : 1);
            }
        }
    }

    /// The figures of the report count from the start of the process, as a person does.
    private static long processStartUnixNanos(Clock clock) {
        return ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> start.getEpochSecond() * 1_000_000_000 + start.getNano())
                .orElseGet(clock::unixNanos);
    }

    private StationLink parseLink() {
        if (link.isEmpty()) {
            throw new StartException("LINK is missing; --help says more");
        }
        try {
            return StationLink.parse(link);
        } catch (IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private void checkRanges() {
        NodeOptions.requirePort(port);
        if (buffer != null) {
            NodeOptions.requireDelay("--buffer", buffer);
        }
    }

    private Node.Place place() {
        return noShare
                ? Node.Place.nowhere()
                : new Node.Place(options.bind(), port, options.advertised(), Optional.empty());
    }

    private static Bound door(boolean recording) {
        // A recorder takes whatever a parent's ring can send at once; a player two seconds.
        return recording ? Bound.dropOldest(RECORDER_DOOR) : Bound.dropOldest(Player.DOOR);
    }

    private Duration catchUp(boolean recording) {
        return recording ? RECORDER_CATCH_UP : Optional.ofNullable(buffer).orElse(Duration.ZERO);
    }
}
