package radio.axon;

import java.util.Locale;

/// The reactor that docs/axon.md prints.
final class Louder extends Reactor {
    Louder() {
        super("louder");
        Outbox<String> louder = typedOutbox(String.class, "the same in capitals");
        on(
                typedInbox(String.class, "lines", Bound.DEFAULT),
                line -> louder.send(line.toUpperCase(Locale.ROOT)));
    }
}
