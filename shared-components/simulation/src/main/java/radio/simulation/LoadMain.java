package radio.simulation;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import radio.axon.Clock;
import radio.peer.Launcher;
import radio.peer.Reports;
import radio.peer.StartException;

/// The load of `scripts/bench fanout` as a process of its own, so that a server's processor time is
/// its own. Says `connected`, `measuring` and `measured`, each on a line, when it is so far.
@Command(name = "load", description = "Listens over HTTP, many times.")
final class LoadMain implements Callable<Integer> {
    @Option(names = "--port", required = true)
    int port;

    @Option(names = "--path", required = true)
    String path = "";

    @Option(names = "--listeners", required = true)
    int listeners;

    @Option(names = "--warm-up", required = true)
    Duration warmUp = Duration.ZERO;

    @Option(names = "--measure", required = true)
    Duration measure = Duration.ZERO;

    @Option(names = "--report", required = true)
    Path report = Path.of("");

    static final Duration TO_CONNECT = Duration.ofSeconds(90);

    /// Exits with 0 if it measured, 2 if it could not.
    public static void main(String... args) {
        System.exit(Launcher.run(new LoadMain(), args));
    }

    @Override
    public Integer call() throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (LoadClient client = new LoadClient(Clock.system(), server, path)) {
            if (!client.connect(listeners, TO_CONNECT)) {
                throw new StartException(
                        "only " + client.streaming() + " of " + listeners + " could connect");
            }
            out.println("connected");
            client.listen(warmUp);
            client.beginMeasuring();
            out.println("measuring");
            client.listen(measure);
            LoadReport result = client.report();
            out.println("measured");
            Reports.write(report, result);
        }
        return 0;
    }
}
