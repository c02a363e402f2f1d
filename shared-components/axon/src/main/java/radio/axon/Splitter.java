package radio.axon;

import java.util.ArrayList;
import java.util.List;

/// Sends each message of its `inbox` through `outbox` and through every one of a fixed set of
/// further outboxes, to each in the same order. For each of these, say `left`, its end is said on
/// `leftSignal` as well as on `signal`, so that every branch may end by itself.
///
/// Waits for the slowest branch, as the inboxes there say; a branch that leads nowhere discards and
/// counts. For branches that come and go see [PlugSplitter]; for those that must not slow each
/// other, [Backplane].
public final class Splitter<T> extends Reactor {
    private final List<Outbox<T>> branches = new ArrayList<>();
    private final List<Outbox<Signal>> signals = new ArrayList<>();

    private Splitter(Class<T> type, String... outboxes) {
        super("splitter");
        on(typedInbox(type, "what is split", Bound.DEFAULT), this::split);
        branches.add(typedOutbox(type, "all of it"));
        for (String box : outboxes) {
            branches.add(addOutbox(box, type, "all of it, too"));
            signals.add(addOutbox(box + "Signal", Signal.class, "the end, for " + box));
        }
    }

    /// With these outboxes besides its `outbox`; IllegalArgumentException when one is named twice.
    public static <T> Splitter<T> of(Class<T> type, String... outboxes) {
        List<String> names = new ArrayList<>(List.of("outbox", "signal"));
        for (String box : outboxes) {
            if (names.contains(box) || names.contains(box + "Signal")) {
                throw new IllegalArgumentException("an outbox " + box + " is there already");
            }
            names.add(box);
            names.add(box + "Signal");
        }
        return new Splitter<>(type, outboxes);
    }

    private void split(T message) throws InterruptedException {
        for (Outbox<T> branch : branches) {
            branch.send(message);
        }
    }

    @Override
    void beforeEnd(Signal how) {
        signals.forEach(each -> each.force(how));
    }
}
