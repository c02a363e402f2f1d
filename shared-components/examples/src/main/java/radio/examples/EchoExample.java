package radio.examples;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import picocli.CommandLine.Command;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Outbox;
import radio.axon.Reactor;
import radio.net.ServerCore;
import radio.net.ServerSettings;

/// Says everything back.
///
/// ```
/// client -> Echo -> client          (one for each client)
/// ```
@Command(name = "echo", description = "says everything back")
final class EchoExample extends Example {
    EchoExample() {
        super(1501);
    }

    @Override
    void start(AxonSystem system, PrintStream out) {
        tell(serve(system, at()), out);
    }

    static ServerCore serve(AxonSystem system, ServerSettings at) {
        ServerCore server = new ServerCore(_ -> new Echo(), at);
        system.activate(server);
        return server;
    }

    private static final class Echo extends Reactor {
        Echo() {
            super("echo");
            Outbox<ByteBuffer> back = typedOutbox(ByteBuffer.class, "the same");
            on(typedInbox(ByteBuffer.class, "what the client says", Bound.blocking(8)), back::send);
        }
    }
}
