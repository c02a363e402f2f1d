package radio.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import radio.overlay.OverlaySettings;
import radio.wire.Candidate;
import radio.wire.Contact;

/// The options that both nodes have. Each is also a key of the config file.
public final class NodeOptions {
    private static final Duration MIN_DELAY = Duration.ofMillis(200);
    private static final Duration MAX_DELAY = Duration.ofSeconds(10);

    @Nullable
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "read options from this TOML file; the command line goes first")
    Path config;

    @Option(
            names = "--bind",
            paramLabel = "HOST",
            defaultValue = "",
            description = "listen at this address only (default: all of this machine)")
    String bind = "";

    @Option(
            names = "--advertise",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "how others reach this node from outside; may be given four times")
    List<String> advertise = new ArrayList<>();

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "4",
            description = "children served at most, 0 to 1024 (default: ${DEFAULT-VALUE})")
    int slots;

    @Nullable
    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "secret key file, made on the first start (default: in the state folder)")
    Path key;

    @Nullable
    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "folder for keys and other state (default: ~/.local/state/p2p-radio/...)")
    Path state;

    @Nullable
    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "end after so long, as 30s or 2h (default: never)")
    Duration duration;

    @Nullable
    @Option(names = "--report", paramLabel = "FILE", description = "write a JSON report at the end")
    Path report;

    @Option(names = "--json", description = "print a line of JSON a second instead of text")
    boolean json;

    @Option(names = "--debug", description = "show stack traces of errors")
    boolean debug;

    /// @throws StartException if it is out of range
    public int slots() {
        if (slots < 0 || slots > 1024) {
            throw new StartException("--slots " + slots + ": it must be 0 to 1024");
        }
        return slots;
    }

    /// @throws StartException if it is no port
    public static void requirePort(int port) {
        if (port < 0 || port > 0xFFFF) {
            throw new StartException("--port " + port + ": it must be 0 to 65535");
        }
    }

    /// Reads a limit on what is given away.
    ///
    /// @return bits per second, at least 1: to the overlay 0 means no limit, and one bit a second
    ///   carries nobody; or [OverlaySettings#MEASURED_UPLOAD] for `auto`
    /// @throws StartException if it is no bit rate
    public static long upload(String rate) {
        if (rate.equalsIgnoreCase("auto")) {
            return OverlaySettings.MEASURED_UPLOAD;
        }
        try {
            return Math.max(1, Quantities.bitsPerSecond(rate));
        } catch (IllegalArgumentException e) {
            throw new StartException("--upload: " + e.getMessage(), e);
        }
    }

    /// Checks a delay between capture and ear.
    ///
    /// @param option that set it
    /// @throws StartException if it is out of range
    public static void requireDelay(String option, Duration delay) {
        if (delay.compareTo(MIN_DELAY) < 0 || delay.compareTo(MAX_DELAY) > 0) {
            throw new StartException(option + ": it must be 200ms to 10s");
        }
    }

    public String bind() {
        return bind;
    }

    public boolean json() {
        return json;
    }

    public Optional<Duration> duration() {
        return Optional.ofNullable(duration);
    }

    /// @throws StartException if it could not be written: at the end it would be too late to say so
    public Optional<Path> report() {
        if (report != null) {
            Path folder = report.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
                throw new StartException(
                        "--report " + report + ": its folder does not exist or is not writable");
            }
            if (Files.isDirectory(report)) {
                throw new StartException("--report " + report + ": that is a folder");
            }
        }
        return Optional.ofNullable(report);
    }

    public Optional<Path> key() {
        return Optional.ofNullable(key);
    }

    /// The folder that was asked for, or the usual one of this kind of node.
    public Path state(String kind) {
        return state != null
                ? state
                : StateFolder.usual(
                        System.getenv("XDG_STATE_HOME"),
                        Optional.ofNullable(System.getenv("HOME"))
                                .orElseGet(() -> System.getProperty("user.home", ".")),
                        kind);
    }

    /// @throws StartException if one of them is no address
    public List<Candidate> advertised() {
        List<Candidate> candidates = new ArrayList<>();
        for (String address : advertise) {
            try {
                candidates.add(Candidate.parse(address));
            } catch (IllegalArgumentException e) {
                throw new StartException("--advertise " + address + ": " + e.getMessage(), e);
            }
        }
        if (candidates.size() > Contact.MAX_CANDIDATES) {
            throw new StartException(
                    "--advertise: at most " + Contact.MAX_CANDIDATES + " addresses");
        }
        return candidates;
    }
}
