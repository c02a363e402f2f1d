package radio.examples;

import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import radio.axon.AxonSystem;
import radio.axon.Pipeline;
import radio.axon.PublishTo;
import radio.axon.SubscribeTo;
import radio.axon.io.Follow;
import radio.axon.io.Printer;
import radio.net.LineWriter;
import radio.net.ServerCore;
import radio.net.ServerSettings;

/// Shows a log as it grows to whoever connects, and here as well.
///
/// ```
/// file -> Follow -> PublishTo "monitored log"
///                       ...
///                   SubscribeTo "monitored log" -> Printer
///                   SubscribeTo "monitored log" -> LineWriter -> client          (for each client)
/// ```
@Command(name = "log-monitor", description = "log-shared with a printer of its own")
final class LogMonitorExample extends Example {
    private static final String LOG = "monitored log";

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "the log (default: ${DEFAULT-VALUE})")
    Path file = Path.of("example.log");

    LogMonitorExample() {
        super(1506);
    }

    @Override
    void start(AxonSystem system, PrintStream out) {
        tell(serve(system, at(), file, out), out);
    }

    static ServerCore serve(AxonSystem system, ServerSettings at, Path file, Appendable shown) {
        ServerCore server =
                new ServerCore(_ -> Pipeline.of(new SubscribeTo(LOG), new LineWriter()), at);
        system.activate(Pipeline.of(new SubscribeTo(LOG), new Printer(shown)), server);
        system.activate(Pipeline.of(new Follow(file), new PublishTo(LOG)));
        return server;
    }
}
