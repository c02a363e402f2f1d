package radio.axon;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Sends each message of its `inbox` through its `outbox` and into every sink that is plugged in:
/// an inbox anywhere, added and removed at any time, from any thread. A sink gets what is passed on
/// after it was added, in order. At the end `signal` says it, and so does the control that came
/// with a sink. Alone it just passes things on.
///
/// Waits for the slowest sink, as its inbox says, until that sink is removed or its component ends.
/// [Plug] adds and removes a component as it comes and goes. After Kamaelia's PlugSplitter.
public final class PlugSplitter extends Reactor {
    /// Where it leads, and the two boxes that lead there.
    private record Branch(Inbox<?> sink, Outbox<Object> data, @Nullable Outbox<Signal> end) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Branch> branches = new CopyOnWriteArrayList<>();
    private @Nullable Signal ended;

    public PlugSplitter() {
        super("plug splitter");
        Outbox<Object> out = outbox("outbox", Object.class);
        on(
                inbox("inbox", Object.class),
                message -> {
                    out.send(message);
                    for (Branch each : branches) {
                        each.data().send(message);
                    }
                });
    }

    /// Plugs that inbox in; IllegalArgumentException when it is plugged in already.
    public void add(Inbox<?> sink) {
        plug(sink, null);
    }

    /// Plugs that inbox in; the control hears of the end, at once if it has come already.
    public void add(Inbox<?> sink, Inbox<Signal> control) {
        Signal late = plug(sink, control);
        if (late != null) {
            control.offer(late);
        }
    }

    /// Nothing more goes there; what was delivered stays. False when it was not plugged in.
    public boolean remove(Inbox<?> sink) {
        lock.lock();
        try {
            Branch gone = find(sink);
            if (gone == null) {
                return false;
            }
            branches.remove(gone);
            deleteOutbox(gone.data().name());
            if (gone.end() != null) {
                deleteOutbox(gone.end().name());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// What is plugged in.
    public List<Inbox<?>> sinks() {
        return branches.stream().<Inbox<?>>map(Branch::sink).toList();
    }

    /// The signal it ended with, if it has ended.
    private @Nullable Signal plug(Inbox<?> sink, @Nullable Inbox<Signal> control) {
        lock.lock();
        try {
            if (find(sink) != null) {
                throw new IllegalArgumentException(sink.fullName() + " is plugged in already");
            }
            if (ended != null) {
                return ended;
            }
            String to = sink.component().name();
            Outbox<Object> data = addOutbox("plug", Object.class, "all of it, to " + to);
            link(data, sink);
            Outbox<Signal> end = null;
            if (control != null) {
                end = addOutbox("plugSignal", Signal.class, "the end, to " + to);
                link(end, control);
            }
            branches.add(new Branch(sink, data, end));
            return null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Branch find(Inbox<?> sink) {
        for (Branch each : branches) {
            if (each.sink() == sink) {
                return each;
            }
        }
        return null;
    }

    @Override
    void beforeEnd(Signal how) {
        lock.lock();
        try {
            ended = how;
            for (Branch each : branches) {
                if (each.end() != null) {
                    each.end().force(how);
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
