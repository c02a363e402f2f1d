package radio.axon.io;

import java.io.IOException;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;

/// Prints what comes to `inbox`, one line each, and passes it on unchanged to `outbox`: put into a
/// pipeline it shows what flows there. Limits and errors are those of [Printer].
public final class ConsoleEchoer extends Component {
    private final Inbox<Object> messages = typedInbox(Object.class, "to print", Bound.DEFAULT);
    private final Outbox<Object> on = typedOutbox(Object.class, "the same");
    private final Printed printed;

    /// Prints on standard output.
    public ConsoleEchoer() {
        this(Console.out());
    }

    public ConsoleEchoer(Appendable to) {
        super("console echoer");
        this.printed = new Printed(to);
    }

    @Override
    protected void run() throws IOException, InterruptedException {
        for (Object message : messages.untilFinished()) {
            printed.line(message);
            on.send(message);
        }
    }
}
