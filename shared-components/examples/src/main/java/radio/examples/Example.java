package radio.examples;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.net.ServerCore;
import radio.net.ServerSettings;
import radio.peer.NodeOptions;
import radio.peer.StartException;
import radio.peer.Termination;

/// What all examples share: `--port` and `--host`, a system that lasts until its last component has
/// ended or Ctrl-C, and one line about what to do now.
@Command(mixinStandardHelpOptions = true, version = "radio 0.1.0")
abstract class Example implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "TCP port, 0 for any free one (default: ${DEFAULT-VALUE})")
    int port;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "address to listen at or to call (default: ${DEFAULT-VALUE})")
    String host = "127.0.0.1";

    Example(int usualPort) {
        port = usualPort;
    }

    /// Puts the system together and starts it.
    ///
    /// @param out for people
    abstract void start(AxonSystem system, PrintStream out) throws IOException;

    @Override
    public final Integer call() throws IOException, InterruptedException {
        NodeOptions.requirePort(port);
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try (AxonSystem system = new AxonSystem("example", Clock.system());
                Termination termination = new Termination(system::shutdown)) {
            start(system, out);
            system.run();
            return termination.ended(0);
        } catch (UncheckedIOException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    final ServerSettings at() {
        return ServerSettings.at(port).withHost(host);
    }

    /// Says where a server listens.
    final void tell(ServerCore server, PrintStream out) {
        out.printf("listening at port %d; try: nc %s %d%n", server.port(), caller(), server.port());
    }

    private String caller() {
        return host.isEmpty() || host.equals("0.0.0.0") ? "127.0.0.1" : host;
    }
}
