package radio.axon.io;

import java.io.IOException;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;

/// Prints what comes to `inbox`, one line each, flushed. Nothing goes on from here; see
/// [ConsoleEchoer] for that.
///
/// Prints on its own thread: an output that takes nothing holds it up, and, where a write cannot be
/// broken off (a terminal, a pipe), its end too. An output that is closed ends it with an error. It
/// never closes the output.
public final class Printer extends Component {
    private final Inbox<Object> messages = typedInbox(Object.class, "to print", Bound.DEFAULT);
    private final Printed printed;

    /// Prints on standard output.
    public Printer() {
        this(Console.out());
    }

    public Printer(Appendable to) {
        super("printer");
        this.printed = new Printed(to);
    }

    @Override
    protected void run() throws IOException, InterruptedException {
        for (Object message : messages.untilFinished()) {
            printed.line(message);
        }
    }
}
