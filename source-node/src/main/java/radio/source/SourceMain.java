package radio.source;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
import radio.audio.LiveTitle;
import radio.audio.Programme;
import radio.audio.TitleFile;
import radio.audio.codec.OpusPacketEncoder;
import radio.audio.codec.OpusSettings;
import radio.audio.codec.OpusStream;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Pipeline;
import radio.axon.ProducerFinished;
import radio.axon.Signal;
import radio.overlay.OverlaySettings;
import radio.peer.AccessToken;
import radio.peer.AddressBook;
import radio.peer.Doctor;
import radio.peer.KeyFile;
import radio.peer.Launcher;
import radio.peer.Node;
import radio.peer.NodeOptions;
import radio.peer.PeersFile;
import radio.peer.Quantities;
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
import radio.web.api.TitleCall;
import radio.wire.Contact;
import radio.wire.Signer;
import radio.wire.StationHeader;
import radio.wire.StationId;
import radio.wire.StationLink;
import radio.wire.StreamInfo;

/// The source node: sound in, signed chunks out to a few listeners.
///
/// ```
///                                  title file
///                                      v
/// microphone | file | playlist | tone | stdin -> programme -> relay -> transport -> a few peers
///                                                                |
///                                                                +-> "air", as on every node
/// ```
@Command(
        name = "source-node",
        mixinStandardHelpOptions = true,
        version = "radio 0.1.0",
        description = "Puts a station on air.")
public final class SourceMain implements Callable<Integer> {
    private static final int USUAL_HTTP_PORT = 7780;

    /// The one stream of a station so far.
    private static final int STREAM = 0;

    @Mixin NodeOptions options = new NodeOptions();

    @Mixin InputOptions inputs = new InputOptions();

    @Mixin HttpOptions http = new HttpOptions();

    @Option(
            names = "--name",
            paramLabel = "TEXT",
            defaultValue = "A radio station",
            description = "what listeners see (default: ${DEFAULT-VALUE})")
    String name = "";

    @Option(
            names = "--bitrate",
            paramLabel = "RATE",
            defaultValue = "96k",
            description = "of the Opus stream, 24k to 320k (default: ${DEFAULT-VALUE})")
    String bitrate = "";

    @Option(
            names = "--channels",
            paramLabel = "N",
            defaultValue = "2",
            description = "1 or 2 (default: ${DEFAULT-VALUE})")
    int channels;

    @Option(
            names = "--application",
            paramLabel = "KIND",
            defaultValue = "music",
            description =
                    "what the sound is encoded for: voice or music (default: ${DEFAULT-VALUE})")
    String application = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "7700",
            description = "radio port, 0 for any free one (default: ${DEFAULT-VALUE})")
    int port;

    @Nullable
    @Option(
            names = "--upload",
            paramLabel = "RATE",
            description =
                    "upload to give away, in bit/s; 70 %% of it limits the slots; auto to find out"
                            + " what there is (default: the slots alone do)")
    String upload;

    @Option(
            names = "--playout-delay",
            paramLabel = "TIME",
            defaultValue = "1s",
            description =
                    "how long after capture listeners play, 200ms to 10s (default:"
                            + " ${DEFAULT-VALUE})")
    Duration playoutDelay = Duration.ofSeconds(1);

    @Nullable
    @Option(
            names = "--link-file",
            paramLabel = "FILE",
            description = "write the link to this file, too")
    Path linkFile;

    @Nullable
    @Option(
            names = "--api-token-file",
            paramLabel = "FILE",
            description =
                    "secret that POST /api/title wants, made on the first start (default: api.token"
                            + " in the state folder)")
    Path apiTokenFile;

    /// Exits with 0 if all was well, 1 if sound was lost, 2 if it could not run.
    public static void main(String... args) {
        System.exit(Launcher.run(new SourceMain(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (inputs.devicesWanted()) {
            return InputOptions.examine(new Doctor(out), options, port);
        }
        Clock clock = Clock.system();
        long startNanos = clock.nanoTime();
        OpusSettings opus = opusSettings();
        checkRanges();
        long uploadBitsPerSecond = uploadBitsPerSecond();
        Optional<Path> reportFile = options.report();
        try (StateFolder state = StateFolder.open(options.state("source"));
                AxonSystem system = new AxonSystem("source-node", clock)) {
            SecureRandom random = new SecureRandom();
            Signer stationKey =
                    KeyFile.readOrMake(
                            options.key().orElse(state.path().resolve("station.key")), random);
            Signer nodeKey = KeyFile.readOrMake(state.path().resolve("node.key"), random);
            AccessToken token =
                    AccessToken.readOrMake(
                            apiTokenFile == null ? state.path().resolve("api.token") : apiTokenFile,
                            random);
            StationId station = new StationId(stationKey.publicKey());
            StreamInfo stream = OpusStream.info(STREAM, opus);
            long epoch = state.nextEpoch(clock.unixNanos() / 1_000_000_000);
            PeersFile peers = state.peers(station);
            List<Contact> remembered = peers.read();
            Component capture = inputs.open(channels);
            Node node =
                    new Node(
                            system,
                            "source",
                            station,
                            nodeKey,
                            options,
                            port,
                            OverlaySettings.defaults()
                                    .withUploadBitsPerSecond(uploadBitsPerSecond)
                                    .withSourceClockOffsetNanos(
                                            clock.unixNanos() - clock.nanoTime()),
                            new RelaySettings(List.of(), remembered, Optional.empty()));
            system.activate(
                    new AddressBook(peers, remembered, () -> node.relay().status().known()));

            OpusPacketEncoder.warmUp(opus);
            // Media time 0 is now: every sample counts from here.
            long anchorUnixNanos = clock.unixNanos();
            Programme programme =
                    new Programme(
                            stream,
                            opus.application(),
                            epoch,
                            stationKey,
                            anchorUnixNanos,
                            InputOptions.door(capture));
            Pipeline onAir = Pipeline.named("on air", capture, programme);
            system.link(onAir.outbox("outbox"), node.relay().broadcast());
            system.link(onAir.outbox("signal"), node.relay().inbox("control"));
            node.relay()
                    .announce()
                    .offer(
                            StationHeader.sign(
                                    epoch,
                                    0,
                                    anchorUnixNanos,
                                    playoutDelay.toNanos(),
                                    name,
                                    List.of(stream),
                                    stationKey));

            inputs.titles(line -> (options.json() ? System.err : out).println(line))
                    .ifPresent(titles -> tellTitles(titles, programme, system));

            String link = new StationLink(node.addresses(), station).toString();
            Supplier<SoundStatus> sound = () -> InputOptions.sound(programme, capture);
            var finish = programme.inbox("control", Signal.class);
            try (Web web = http.open(system, node, USUAL_HTTP_PORT);
                    Termination termination =
                            new Termination(() -> finish.offer(new ProducerFinished()))) {
                // What can fail at the start has not failed: now the station may be told of.
                tellLink(link, out);
                http.tell(web, node, options.json(), out);
                NodeApi.open(
                        system,
                        node,
                        web,
                        new NodeInside(
                                sound, metrics -> inputs.measure(metrics, programme, capture)));
                TitleCall.open(
                        web,
                        token,
                        text -> programme.titles().offer(new LiveTitle(text, clock.unixNanos())));
                node.activate(out, options.json(), sound);
                system.activate(onAir);
                node.awaitEnd(options.duration(), finish);
                onAir.stop();
                boolean orderly = node.end();
                SourceReport report =
                        SourceReport.of(
                                link,
                                station,
                                epoch,
                                anchorUnixNanos,
                                stream,
                                node,
                                programme,
                                InputOptions.microphone(capture),
                                (clock.nanoTime() - startNanos) / 1_000_000,
                                orderly);
                if (reportFile.isPresent()) {
                    Reports.write(reportFile.get(), report);
                }
                report.failures().forEach(line -> System.err.println("source-node: " + line));
                return termination.ended(report.failures().isEmpty() ? 0 : 1);
            }
        }
    }

    /// What the file says now belongs to the first item.
    private static void tellTitles(TitleFile file, Programme programme, AxonSystem system) {
        file.look(system.clock().unixNanos()).ifPresent(programme.titles()::offer);
        system.link(file.outbox("outbox"), programme.titles());
        system.activate(file);
    }

    private void tellLink(String link, PrintStream out) {
        if (linkFile != null) {
            try {
                Path fresh = linkFile.resolveSibling(linkFile.getFileName() + ".new");
                Files.writeString(fresh, link + "\n");
                Files.move(fresh, linkFile, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new StartException(
                        "--link-file " + linkFile + ": " + StartException.reason(e), e);
            }
        }
        if (!options.json()) {
            out.println("on air: " + link);
        }
    }

    private OpusSettings opusSettings() {
        try {
            long rate = Quantities.bitsPerSecond(bitrate);
            if (rate < OpusSettings.MIN_BITRATE || rate > OpusSettings.MAX_BITRATE) {
                throw new StartException("--bitrate " + bitrate + ": it must be 24k to 320k");
            }
            if (channels != 1 && channels != 2) {
                throw new StartException("--channels " + channels + ": it must be 1 or 2");
            }
            return new OpusSettings((int) rate, channels, application());
        } catch (IllegalArgumentException e) {
            throw new StartException("--bitrate: " + e.getMessage(), e);
        }
    }

    private OpusSettings.Application application() {
        return switch (application) {
            case "voice" -> OpusSettings.Application.VOICE;
            case "music" -> OpusSettings.Application.MUSIC;
            default ->
                    throw new StartException(
                            "--application " + application + ": it must be voice or music");
        };
    }

    private long uploadBitsPerSecond() {
        return upload == null ? 0 : NodeOptions.upload(upload);
    }

    private void checkRanges() {
        NodeOptions.requirePort(port);
        NodeOptions.requireDelay("--playout-delay", playoutDelay);
    }
}
