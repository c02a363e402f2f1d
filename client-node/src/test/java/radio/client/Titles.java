package radio.client;

import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.wire.Air;
import radio.wire.Field;

/// The tap that `docs/architecture.md` shows.
final class Titles extends Component {
    private final Inbox<Air> air = typedInbox(Air.class, "what is on air", Bound.DEFAULT);
    private final Outbox<String> titles = typedOutbox(String.class, "each as it begins");

    Titles() {
        super("titles");
    }

    @Override
    protected void run() throws InterruptedException {
        for (Air item : air.untilFinished()) {
            if (item instanceof Air.Heard heard) {
                for (Field field : heard.chunk().fields()) {
                    if (field.type() == Field.TITLE) {
                        titles.send(field.text());
                    }
                }
            }
        }
    }
}
