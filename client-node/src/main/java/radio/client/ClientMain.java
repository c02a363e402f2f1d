package radio.client;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import radio.audio.NullSink;
import radio.audio.Player;
import radio.audio.RawSink;
import radio.audio.WavFileSink;
import radio.audio.device.Speaker;
import radio.audio.device.UnusableDeviceException;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Pipeline;
import radio.axon.ProducerFinished;
import radio.axon.Signal;
import radio.axon.SubscribeTo;
import radio.overlay.OverlaySettings;
import radio.peer.KeyFile;
import radio.peer.Launcher;
import radio.peer.Node;
import radio.peer.NodeOptions;
import radio.peer.Quantities;
import radio.peer.RelaySettings;
import radio.peer.Reports;
import radio.peer.StartException;
import radio.peer.StateFolder;
import radio.peer.Termination;
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
    /// A recording is made whole, so it may catch up as far as a parent's ring reaches.
    private static final Duration RECORDER_CATCH_UP = Duration.ofSeconds(30);

    /// Door 5 of a recorder: more than a parent can send at once.
    private static final int RECORDER_DOOR = 1024;

    @Parameters(paramLabel = "LINK", description = "radio://HOST:PORT[,HOST:PORT...]/KEY")
    String link = "";

    @Mixin NodeOptions options = new NodeOptions();

    @Option(
            names = "--output",
            paramLabel = "OUTPUT",
            defaultValue = "speaker",
            description =
                    "speaker[:NAME], file:OUT.wav, stdout (raw s16le 48 kHz stereo) or none"
                            + " (default: ${DEFAULT-VALUE})")
    String output = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "radio port for other listeners, 0 for any free one")
    int port;

    @Option(
            names = "--upload",
            paramLabel = "RATE",
            defaultValue = "1M",
            description =
                    "upload to give away, in bit/s; 70 %% of it limits the slots (default:"
                            + " ${DEFAULT-VALUE})")
    String upload = "";

    @Nullable
    @Option(
            names = "--buffer",
            paramLabel = "TIME",
            description =
                    "play so long after capture, 200ms to 10s (default: what the station asks for)")
    Duration buffer;

    @Option(
            names = "--volume",
            paramLabel = "0-100",
            defaultValue = "80",
            description = "loudness of the speaker; nothing else is changed by it")
    int volume;

    /// Exits with 0 if all was well, 1 if chunks were missed, 2 if it could not run.
    public static void main(String... args) {
        System.exit(Launcher.run(new ClientMain(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Clock clock = Clock.system();
        long startedUnixNanos = processStartUnixNanos(clock);
        StationLink station = parseLink();
        checkRanges();
        Optional<Path> reportFile = options.report();
        try (StateFolder state = StateFolder.openFree(options.state("client"));
                AxonSystem system = new AxonSystem("client-node", clock)) {
            Signer nodeKey =
                    KeyFile.readOrMake(
                            options.key().orElse(state.path().resolve("node.key")),
                            new SecureRandom());
            boolean recording = output.startsWith("file:");
            Player player = recording ? Player.unpaced() : Player.paced(lead());
            Component sink = sink();
            Node node =
                    new Node(
                            system,
                            "client",
                            station.station(),
                            nodeKey,
                            options,
                            port,
                            OverlaySettings.defaults()
                                    .withUploadBitsPerSecond(uploadBitsPerSecond())
                                    .withCatchUpNanos(catchUp(recording).toNanos()),
                            new RelaySettings(
                                    station.addresses(),
                                    Optional.ofNullable(buffer).map(Duration::toNanos)));

            SubscribeTo air = new SubscribeTo(Node.AIR, door(recording));
            system.activate(Pipeline.named("listening", air, player, sink));

            PrintStream out = console();
            if (!options.json()) {
                out.println(
                        "tuning in to "
                                + station.station().brief()
                                + ", serving others at port "
                                + node.transport().port());
            }
            var finish = node.relay().inbox("control", Signal.class);
            try (Termination termination =
                    new Termination(() -> finish.offer(new ProducerFinished()))) {
                node.activate(out, options.json());
                node.awaitEnd(options.duration(), finish);
                boolean orderly = node.end();
                ClientReport report =
                        ClientReport.of(
                                station,
                                node,
                                air.dropped(),
                                player,
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
        try {
            return StationLink.parse(link);
        } catch (IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private void checkRanges() {
        NodeOptions.requirePort(port);
        if (volume < 0 || volume > 100) {
            throw new StartException("--volume " + volume + ": it must be 0 to 100");
        }
        if (buffer != null) {
            NodeOptions.requireDelay("--buffer", buffer);
        }
    }

    private long uploadBitsPerSecond() {
        try {
            // To the overlay 0 means no limit; one bit a second carries nobody.
            return Math.max(1, Quantities.bitsPerSecond(upload));
        } catch (IllegalArgumentException e) {
            throw new StartException("--upload: " + e.getMessage(), e);
        }
    }

    private Component sink() {
        String name = output.indexOf(':') < 0 ? "" : output.substring(output.indexOf(':') + 1);
        try {
            return switch (output.split(":", 2)[0]) {
                case "speaker" -> Speaker.open(name, volume);
                case "file" -> WavFileSink.create(Path.of(name));
                case "stdout" -> new RawSink(new FileOutputStream(FileDescriptor.out));
                case "none" -> new NullSink();
                default ->
                        throw new StartException(
                                "--output "
                                        + output
                                        + ": write speaker, speaker:NAME, file:OUT.wav, stdout or"
                                        + " none");
            };
        } catch (UnusableDeviceException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StartException("--output " + output + ": " + StartException.reason(e), e);
        } catch (InvalidPathException e) {
            throw new StartException("--output " + output + ": not a path", e);
        }
    }

    private Duration lead() {
        return output.startsWith("speaker") ? Speaker.LEAD : Duration.ZERO;
    }

    private static Bound door(boolean recording) {
        // A recorder takes whatever a parent's ring can send at once; a player two seconds.
        return recording ? Bound.dropOldest(RECORDER_DOOR) : Bound.dropOldest(Player.DOOR);
    }

    private Duration catchUp(boolean recording) {
        return recording ? RECORDER_CATCH_UP : Optional.ofNullable(buffer).orElse(Duration.ZERO);
    }

    /// Sound on standard output must stay sound.
    private PrintStream console() {
        return output.equals("stdout")
                ? System.err
                : new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }
}
