package radio.examples;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import picocli.CommandLine.Command;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
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

    private static final class Echo extends Component {
        private final Inbox<ByteBuffer> said =
                typedInbox(ByteBuffer.class, "what the client says", Bound.blocking(8));
        private final Outbox<ByteBuffer> back = typedOutbox(ByteBuffer.class, "the same");

        Echo() {
            super("echo");
        }

        @Override
        protected void run() throws InterruptedException {
            for (ByteBuffer each : said.untilFinished()) {
                back.send(each);
            }
        }
    }
}
