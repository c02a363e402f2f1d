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
import radio.net.LineWriter;
import radio.net.ServerCore;
import radio.net.ServerSettings;

/// Shows a log as it grows to whoever connects; the file is read once for all.
///
/// ```
/// file -> Follow -> PublishTo "log"
///                       ...
///                   SubscribeTo "log" -> LineWriter -> client          (for each client)
/// ```
///
/// A slow client misses the oldest lines, 1024 behind.
@Command(name = "log-shared", description = "a log as it grows, read once for all clients")
final class LogSharedExample extends Example {
    private static final String LOG = "log";

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "the log (default: ${DEFAULT-VALUE})")
    Path file = Path.of("example.log");

    LogSharedExample() {
        super(1505);
    }

    @Override
    void start(AxonSystem system, PrintStream out) {
        tell(serve(system, at(), file), out);
    }

    static ServerCore serve(AxonSystem system, ServerSettings at, Path file) {
        ServerCore server =
                new ServerCore(_ -> Pipeline.of(new SubscribeTo(LOG), new LineWriter()), at);
        system.activate(Pipeline.of(new Follow(file), new PublishTo(LOG)), server);
        return server;
    }
}
