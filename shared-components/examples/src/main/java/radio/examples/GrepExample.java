package radio.examples;

import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import radio.axon.AxonSystem;
import radio.axon.Component;
import radio.axon.Pipeline;
import radio.axon.PublishTo;
import radio.axon.SubscribeTo;
import radio.axon.io.ConsoleEchoer;
import radio.axon.io.Follow;
import radio.axon.io.Grep;
import radio.net.LineWriter;
import radio.net.ServerCore;
import radio.net.ServerSettings;

/// `tail -f FILE | grep PATTERN`, printed here and told to whoever connects.
///
/// ```
/// file -> Follow -> Grep -> ConsoleEchoer -> PublishTo "found"
///                                                ...
///                                            SubscribeTo "found" -> LineWriter -> client
/// ```
@Command(name = "grep", description = "tail | grep | print: what is found in a log as it grows")
final class GrepExample extends Example {
    private static final String FOUND = "found";

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "the log (default: ${DEFAULT-VALUE})")
    Path file = Path.of("example.log");

    @Option(
            names = "--pattern",
            paramLabel = "REGEX",
            description = "what to look for (default: ${DEFAULT-VALUE})")
    String pattern = "error";

    GrepExample() {
        super(1507);
    }

    @Override
    void start(AxonSystem system, PrintStream out) {
        Component search = Pipeline.of(new Follow(file), new Grep(pattern));
        tell(serve(system, at(), search, out), out);
    }

    /// @param search what finds
    static ServerCore serve(
            AxonSystem system, ServerSettings at, Component search, Appendable shown) {
        ServerCore server =
                new ServerCore(_ -> Pipeline.of(new SubscribeTo(FOUND), new LineWriter()), at);
        system.activate(
                Pipeline.of(search, new ConsoleEchoer(shown), new PublishTo(FOUND)), server);
        return server;
    }
}
