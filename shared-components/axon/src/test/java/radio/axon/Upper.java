package radio.axon;

import java.util.Locale;

/// The component that docs/axon.md prints.
final class Upper extends Component {
    private final Inbox<String> lines = typedInbox(String.class, "lines", Bound.DEFAULT);
    private final Outbox<String> louder = typedOutbox(String.class, "the same in capitals");

    Upper() {
        super("upper");
    }

    @Override
    protected void run() throws InterruptedException {
        for (String line : lines.untilFinished()) {
            louder.send(line.toUpperCase(Locale.ROOT));
        }
    }
}
