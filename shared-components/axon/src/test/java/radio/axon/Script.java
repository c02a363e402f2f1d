package radio.axon;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A component whose run() is a few lines of a test; everything it logs is kept in order.
final class Script extends Component {
    interface Body {
        void run(Script me) throws Exception;
    }

    private final Body body;
    private final List<Object> heard = Collections.synchronizedList(new ArrayList<>());

    Script(String name, Body body) {
        super(name);
        this.body = body;
    }

    Script(String name, Bound bound, Body body) {
        super(name);
        this.body = body;
        typedInbox(Object.class, "what the test sends", bound);
    }

    /// Hears until its producer has finished.
    static Script listener(String name) {
        return new Script(name, Script::listen);
    }

    static Script listener(String name, Bound bound) {
        return new Script(name, bound, Script::listen);
    }

    /// Waits until told to stop.
    static Script idle(String name) {
        return new Script(
                name,
                me -> {
                    while (!me.stopping()) {
                        me.await();
                    }
                });
    }

    /// Sends 0, 1, ... and ends.
    static Script counter(String name, int count) {
        return new Script(
                name,
                me -> {
                    for (int i = 0; i < count; i++) {
                        me.out().send(i);
                    }
                });
    }

    void listen() {
        for (Object message : in().untilFinished()) {
            heard.add(message);
        }
    }

    /// Sends it on.
    void pass(Object what) {
        try {
            out().send(what);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void heard(Object what) {
        heard.add(what);
    }

    List<Object> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    Inbox<Object> in() {
        return inbox("inbox", Object.class);
    }

    Outbox<Object> out() {
        return outbox("outbox", Object.class);
    }

    Inbox<Signal> controls() {
        return control();
    }

    Outbox<Signal> signals() {
        return outbox("signal", Signal.class);
    }

    @Override
    protected void run() throws Exception {
        body.run(this);
    }
}
