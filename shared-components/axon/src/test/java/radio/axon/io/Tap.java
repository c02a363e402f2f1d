package radio.axon.io;

import java.util.ArrayList;
import java.util.List;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.axon.Signal;

/// Two open ends for a test to hold: it is never activated, and its boxes are used from outside.
final class Tap<I, O> extends Component {
    final Inbox<I> in;
    final Outbox<O> out;

    Tap(Class<I> in, Bound bound, Class<O> out) {
        super("tap");
        this.in = typedInbox(in, "what the test takes", bound);
        this.out = typedOutbox(out, "what the test sends");
    }

    static <T> Tap<T, T> of(Class<T> type) {
        return new Tap<>(type, Bound.unlimited(), type);
    }

    static <T> Tap<T, T> of(Class<T> type, int capacity) {
        return new Tap<>(type, Bound.blocking(capacity), type);
    }

    List<I> take(int count) throws InterruptedException {
        List<I> taken = new ArrayList<>();
        while (taken.size() < count) {
            taken.add(in.take());
        }
        return taken;
    }

    List<I> all() {
        List<I> taken = new ArrayList<>();
        in.drainTo(taken, Integer.MAX_VALUE);
        return taken;
    }

    Outbox<Signal> signals() {
        return outbox("signal", Signal.class);
    }

    Inbox<Signal> heard() {
        return control();
    }

    @Override
    protected void run() {}
}
