package radio.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;

/// A component whose run() is a few lines of a test; what it notes is kept in order.
final class Scripted extends Component {
    interface Body {
        void run(Scripted me) throws Exception;
    }

    private final Body body;
    private final List<String> noted = Collections.synchronizedList(new ArrayList<>());

    Scripted(String name, Body body) {
        super(name);
        this.body = body;
    }

    Scripted(String name, Bound bound, Body body) {
        super(name);
        this.body = body;
        typedInbox(Object.class, "what the test sends", bound);
    }

    /// Notes everything until its producer has finished.
    static Scripted listener() {
        return new Scripted("listener", Scripted::listen);
    }

    /// Waits until told to stop, whatever else it is told.
    static Scripted idle() {
        return new Scripted("idle", Scripted::idling);
    }

    void listen() {
        for (Object each : in().untilFinished()) {
            note(each instanceof ByteBuffer bytes ? text(bytes) : String.valueOf(each));
        }
    }

    void idling() throws InterruptedException {
        while (!stopping()) {
            await();
        }
    }

    boolean upstreamHasFinished() {
        return upstreamFinished();
    }

    void waitForAnything() throws InterruptedException {
        await();
    }

    void note(String what) {
        noted.add(what);
    }

    List<String> noted() {
        synchronized (noted) {
            return List.copyOf(noted);
        }
    }

    Inbox<Object> in() {
        return inbox("inbox", Object.class);
    }

    Outbox<Object> out() {
        return outbox("outbox", Object.class);
    }

    void say(String text) throws InterruptedException {
        out().send(bytes(text));
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    @Override
    protected void run() throws Exception {
        body.run(this);
    }
}
