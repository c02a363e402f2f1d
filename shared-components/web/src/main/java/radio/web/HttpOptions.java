package radio.web;

import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import radio.axon.AxonSystem;
import radio.peer.Node;
import radio.peer.RelayStatus;
import radio.peer.StartException;
import radio.wire.StationHeader;

/// The options of the HTTP server, which both nodes have. Each is also a key of the config file.
public final class HttpOptions {
    /// How many ports after the usual one are tried: so many nodes of a kind on one machine have
    /// ports that a person can guess. Guess.
    private static final int PORTS_TRIED = 100;

    @Nullable
    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description =
                    "HTTP port for players, 0 for any free one (default: 7780 on a source, 7790 on a"
                            + " client, or the next free one)")
    Integer port;

    @Option(names = "--no-http", description = "run no HTTP server")
    boolean none;

    @Option(
            names = "--http-bind",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description =
                    "address the HTTP server listens at; 0.0.0.0: everybody may listen (default:"
                            + " ${DEFAULT-VALUE})")
    String bind = "";

    @Option(
            names = "--http-burst",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "sound a player gets at once, 0s to 30s (default: ${DEFAULT-VALUE})")
    Duration burst = Duration.ofSeconds(2);

    @Option(
            names = "--http-listeners",
            paramLabel = "N",
            defaultValue = "10000",
            description = "players at most, 0 to 100000 (default: ${DEFAULT-VALUE})")
    int listeners;

    @Option(
            names = "--http-per-address",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "players at most from one address, 0 for no limit (default: ${DEFAULT-VALUE})")
    int perAddress;

    @Option(
            names = "--http-name",
            paramLabel = "NAME",
            split = ",",
            description =
                    "name of this machine under which calls that need the token are taken, too"
                            + " (default: localhost and addresses only)")
    List<String> names = new ArrayList<>();

    /// Begins to listen, as the options say.
    ///
    /// @param usualPort if none was asked for; when it is taken the next free one
    /// @throws StartException if an option is out of range, or the port that was asked for is taken
    public Web open(AxonSystem system, Node node, int usualPort) {
        checkRanges();
        if (none) {
            return Web.off();
        }
        Integer asked = port;
        if (asked != null) {
            try {
                return open(system, node, HttpSettings.at(bind, asked, listeners));
            } catch (IOException e) {
                throw new StartException(
                        "--http-port "
                                + asked
                                + ": "
                                + e.getMessage()
                                + "; choose another (0: any free one), another --http-bind, or"
                                + " --no-http",
                        e);
            }
        }
        IOException last = new IOException("no port was tried");
        for (int i = 0; i <= PORTS_TRIED; i++) {
            // In the end any will do.
            int next = i < PORTS_TRIED ? usualPort + i : 0;
            try {
                return open(system, node, HttpSettings.at(bind, next, listeners));
            } catch (IOException e) {
                last = e;
            }
        }
        throw new StartException("--http-bind " + bind + ": " + last.getMessage(), last);
    }

    /// Says where players can listen: to the node's status and, unless that speaks JSON, to the
    /// console.
    public void tell(Web web, Node node, boolean json, PrintStream out) {
        node.httpAt(web.port());
        if (!json && web.port() != 0) {
            out.println("listen: " + url(web));
        }
    }

    private String url(Web web) {
        boolean everywhere = bind.isEmpty() || bind.equals("0.0.0.0") || bind.equals("::");
        String host = everywhere ? "127.0.0.1" : bind.contains(":") ? "[" + bind + "]" : bind;
        return "http://" + host + ":" + web.port() + Format.OPUS.path();
    }

    private Web open(AxonSystem system, Node node, HttpSettings settings) throws IOException {
        Web web =
                Web.open(
                        system,
                        settings,
                        new Web.Serving(burst, listeners, perAddress),
                        () -> station(node),
                        new SplittableRandom(new SecureRandom().nextLong()));
        names.forEach(web.routes()::trust);
        return web;
    }

    private static String station(Node node) {
        RelayStatus now = node.relay().status();
        return now.header().map(StationHeader::name).orElse("");
    }

    private void checkRanges() {
        if (port != null && (port < 0 || port > 0xFFFF)) {
            throw new StartException("--http-port " + port + ": it must be 0 to 65535");
        }
        if (burst.isNegative() || burst.compareTo(Duration.ofSeconds(30)) > 0) {
            throw new StartException("--http-burst: it must be 0s to 30s");
        }
        if (listeners < 0 || listeners > 100_000) {
            throw new StartException("--http-listeners " + listeners + ": it must be 0 to 100000");
        }
        for (String name : names) {
            if (HostName.parse(name).filter(host -> host.port() < 0).isEmpty()) {
                throw new StartException("--http-name " + name + ": it must be a host name");
            }
        }
        if (perAddress < 0) {
            throw new StartException("--http-per-address " + perAddress + ": it must be 0 or more");
        }
    }
}
