package radio.examples;

import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import radio.axon.AxonSystem;
import radio.axon.Pipeline;
import radio.axon.io.Follow;
import radio.net.LineWriter;
import radio.net.ServerCore;
import radio.net.ServerSettings;

/// Shows a log as it grows to whoever connects; each client has the file read for itself.
///
/// ```
/// file -> Follow -> LineWriter -> client          (all of it for each client)
/// ```
///
/// A slow client gets every line, late.
@Command(name = "log-per-client", description = "a log as it grows, read anew for each client")
final class LogPerClientExample extends Example {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "the log (default: ${DEFAULT-VALUE})")
    Path file = Path.of("example.log");

    LogPerClientExample() {
        super(1504);
    }

    @Override
    void start(AxonSystem system, PrintStream out) {
        tell(serve(system, at(), file), out);
    }

    static ServerCore serve(AxonSystem system, ServerSettings at, Path file) {
        ServerCore server =
                new ServerCore(_ -> Pipeline.of(new Follow(file), new LineWriter()), at);
        system.activate(server);
        return server;
    }
}
