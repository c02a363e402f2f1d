package radio.axon;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The boxes of one component: the four it always has and those it declares. Changes and look-ups
/// by name go under the lock of [Links].
final class Boxes {
    private final Component component;
    private Inbox<?> inbox;
    private final Inbox<Signal> control;
    private Outbox<?> outbox;
    private final Outbox<Signal> signal;
    private @Nullable List<Box<?>> declared;
    private boolean inboxTyped;
    private boolean outboxTyped;

    Boxes(Component component) {
        this.component = component;
        inbox = new Inbox<>(component, "inbox", Object.class, "what comes in", Bound.DEFAULT);
        control = new Inbox<>(component, "control", Signal.class, "signals in", CONTROL);
        outbox = new Outbox<>(component, "outbox", Object.class, "what goes out");
        signal = new Outbox<>(component, "signal", Signal.class, "one signal, at the end");
    }

    /// Forgetting an old signal for a newer one is harmless: they all say that the end has come.
    private static final Bound CONTROL = Bound.dropOldest(1024);

    Inbox<Signal> control() {
        return control;
    }

    Outbox<Signal> signal() {
        return signal;
    }

    Inbox<?> inbox() {
        return inbox;
    }

    Outbox<?> outbox() {
        return outbox;
    }

    /// False once it was deleted.
    boolean has(Box<?> box) {
        return box == inbox
                || box == outbox
                || box == control
                || box == signal
                || (declared != null && declared.contains(box));
    }

    List<Box<?>> all() {
        Links.LOCK.lock();
        try {
            List<Box<?>> all = new ArrayList<>(List.of(inbox, control, outbox, signal));
            if (declared != null) {
                all.addAll(declared);
            }
            return all;
        } finally {
            Links.LOCK.unlock();
        }
    }

    Inbox<?> inbox(String name) {
        if (find(name, true) instanceof Inbox<?> found && !found.isPrivate()) {
            return found;
        }
        throw new NoSuchBox(component.name() + " has no inbox " + name);
    }

    Outbox<?> outbox(String name) {
        if (find(name, false) instanceof Outbox<?> found && !found.isPrivate()) {
            return found;
        }
        throw new NoSuchBox(component.name() + " has no outbox " + name);
    }

    @SuppressWarnings("unchecked") // checked
    static <T> Inbox<T> typed(Inbox<?> box, Class<T> type) {
        checkType(box, type);
        return (Inbox<T>) box;
    }

    @SuppressWarnings("unchecked") // checked
    static <T> Outbox<T> typed(Outbox<?> box, Class<T> type) {
        checkType(box, type);
        return (Outbox<T>) box;
    }

    private static void checkType(Box<?> box, Class<?> type) {
        if (box.type() != type && box.type() != Object.class) {
            throw new IllegalArgumentException(
                    box.fullName() + " is of " + box.type().getName() + ", not " + type.getName());
        }
    }

    <T> Inbox<T> addInbox(String name, Class<T> type, String purpose, Bound bound) {
        Links.LOCK.lock();
        try {
            return add(new Inbox<>(component, free(name, true), type, purpose, bound));
        } finally {
            Links.LOCK.unlock();
        }
    }

    <T> Outbox<T> addOutbox(String name, Class<T> type, String purpose) {
        Links.LOCK.lock();
        try {
            return add(new Outbox<>(component, free(name, false), type, purpose));
        } finally {
            Links.LOCK.unlock();
        }
    }

    <T> Inbox<T> typedInbox(Class<T> type, String purpose, Bound bound) {
        checkUnused(inbox, inboxTyped);
        inboxTyped = true;
        Inbox<T> typed = new Inbox<>(component, "inbox", type, purpose, bound);
        inbox = typed;
        return typed;
    }

    <T> Outbox<T> typedOutbox(Class<T> type, String purpose) {
        checkUnused(outbox, outboxTyped);
        outboxTyped = true;
        Outbox<T> typed = new Outbox<>(component, "outbox", type, purpose);
        outbox = typed;
        return typed;
    }

    void deleteInbox(String name) {
        delete(name, true);
    }

    void deleteOutbox(String name) {
        delete(name, false);
    }

    /// At the end: what is sent here from now on is discarded.
    void close() {
        for (Box<?> box : all()) {
            if (box instanceof Inbox<?> in) {
                in.close();
            }
        }
    }

    @Override
    public String toString() {
        return all().toString();
    }

    private void checkUnused(Box<?> box, boolean typed) {
        if (typed
                || component.state() != Component.State.NEW
                || box.outgoing() != null
                || !box.incoming().isEmpty()) {
            throw new IllegalStateException(
                    box.fullName() + " gets its type once, in the constructor, before any link");
        }
    }

    private <B extends Box<?>> B add(B box) {
        if (declared == null) {
            declared = new ArrayList<>(2);
        }
        declared.add(box);
        Watchers.boxAdded(box);
        return box;
    }

    private void delete(String name, boolean in) {
        Links.LOCK.lock();
        try {
            Box<?> box = find(name, in);
            if (box == null) {
                throw new NoSuchBox(component.name() + " has no box " + name);
            }
            if (declared == null || !declared.contains(box)) {
                throw new IllegalArgumentException(box.fullName() + " belongs to every component");
            }
            Links.isolate(box);
            if (box instanceof Inbox<?> inbox) {
                inbox.close();
            }
            declared.remove(box);
            Watchers.boxRemoved(box);
        } finally {
            Links.LOCK.unlock();
        }
    }

    private @Nullable Box<?> find(String name, boolean in) {
        for (Box<?> box : all()) {
            if (box instanceof Inbox<?> == in && box.name().equals(name)) {
                return box;
            }
        }
        return null;
    }

    private String free(String name, boolean in) {
        String free = name;
        for (int number = 2; find(free, in) != null; number++) {
            free = name + number;
        }
        return free;
    }
}
