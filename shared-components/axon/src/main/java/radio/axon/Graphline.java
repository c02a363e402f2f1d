package radio.axon;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// Named components and the lines between them, in any shape: what a [Pipeline] is for a row.
///
/// ```java
/// Graphline.of(
///         Map.of("tail", tail, "grep", grep, "print", printer),
///         new Linkage("tail", "outbox", "grep", "inbox"),
///         new Linkage("tail", "signal", "grep", "control"),
///         new Linkage("grep", "outbox", "print", "inbox"),
///         new Linkage("grep", "signal", "print", "control"));
/// ```
///
/// A name that no part has, such as the empty one, means the graphline's own boxes; other than the
/// usual four are made as they are needed. What comes to its own inboxes waits in the part it is
/// linked to and within that one's bound; an own inbox that leads nowhere keeps it.
///
/// Signals: what comes to its `control` goes to the parts it is linked to, or, linked to none, to
/// each part whose control no linkage names. When all parts have ended it ends. Its `signal` is
/// that of the part linked there; if none is, it sends Shutdown (or Failed) if it was told so or
/// stopped, else ProducerFinished.
///
/// A chassis: it has no thread and costs its messages nothing. Refused are a linkage with no end at
/// a part, an unknown box of a part (NoSuchBox), and a second linkage from the same box
/// (BoxAlreadyLinked); the parts are then as they were.
public final class Graphline extends Chassis {
    private static final String CONTROL = "control";
    private static final String SIGNAL = "signal";

    private final List<Outbox<Signal>> controls = new ArrayList<>();
    private boolean signalWired;

    private Graphline(String name, Map<String, Component> parts, List<Linkage> linkages) {
        super(name);
        Map<String, Component> sorted = new TreeMap<>(parts);
        check(sorted, linkages);
        assemble(() -> wire(sorted, linkages), sorted.values().toArray(Component[]::new));
    }

    /// These parts, wired like that, named after them.
    public static Graphline of(Map<String, Component> parts, Linkage... linkages) {
        String name = "graphline(" + String.join(", ", new TreeMap<>(parts).keySet()) + ")";
        return named(name, parts, List.of(linkages));
    }

    /// These parts, wired like that. They are started in the order of their names.
    public static Graphline named(
            String name, Map<String, Component> parts, List<Linkage> linkages) {
        Objects.requireNonNull(linkages, "a graphline needs linkages, if only an empty list");
        return new Graphline(name, parts, List.copyOf(linkages));
    }

    private static void check(Map<String, Component> parts, List<Linkage> linkages) {
        if (parts.containsKey("")) {
            throw new IllegalArgumentException("the empty name means the graphline itself");
        }
        Set<Component> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        parts.forEach((name, part) -> {
            if (!seen.add(part)) {
                throw new IllegalArgumentException(
                        part.name() + " is there twice, once as " + name);
            }
        });
        for (Linkage each : linkages) {
            if (!parts.containsKey(each.from()) && !parts.containsKey(each.to())) {
                throw new IllegalArgumentException(
                        "%s: neither end is one of %s".formatted(each, parts.keySet()));
            }
        }
    }

    private void wire(Map<String, Component> parts, List<Linkage> linkages) {
        declare(parts, linkages);
        Set<Component> told = new HashSet<>();
        boolean controlWired = false;
        for (Linkage each : linkages) {
            Component from = parts.get(each.from());
            Component to = parts.get(each.to());
            if (to != null && each.inbox().equals(CONTROL)) {
                told.add(to);
            }
            if (from == null && to != null) {
                if (each.outbox().equals(CONTROL)) {
                    if (controlWired) {
                        throw new BoxAlreadyLinked(name() + ".control is linked already");
                    }
                    controlWired = true;
                    addControl(to.inbox(each.inbox()));
                } else {
                    link(inbox(each.outbox()), to.inbox(each.inbox()));
                }
            } else if (from != null && to == null) {
                signalWired |= each.inbox().equals(SIGNAL);
                link(from.outbox(each.outbox()), outbox(each.inbox()));
            } else if (from != null && to != null) {
                link(from.outbox(each.outbox()), to.inbox(each.inbox()));
            }
        }
        if (!controlWired) {
            parts.values().stream()
                    .filter(part -> !told.contains(part))
                    .forEach(part -> addControl(part.controlBox()));
        }
    }

    /// Its own boxes, each with the type of those at its other end, if these agree.
    private void declare(Map<String, Component> parts, List<Linkage> linkages) {
        Map<String, Inbox<?>> into = new LinkedHashMap<>();
        Map<String, List<Outbox<?>>> out = new LinkedHashMap<>();
        for (Linkage each : linkages) {
            Component from = parts.get(each.from());
            Component to = parts.get(each.to());
            if (from == null && to != null) {
                into.putIfAbsent(each.outbox(), to.inbox(each.inbox()));
            } else if (to == null && from != null) {
                out.computeIfAbsent(each.inbox(), box -> new ArrayList<>())
                        .add(from.outbox(each.outbox()));
            }
        }
        into.forEach(this::declareInbox);
        out.forEach(this::declareOutbox);
    }

    private void declareInbox(String box, Inbox<?> to) {
        if (box.equals("inbox")) {
            typedInbox(to.type(), to.purpose(), to.bound());
        } else if (!box.equals(CONTROL)) {
            addInbox(box, to.type(), to.purpose(), to.bound());
        }
    }

    private void declareOutbox(String box, List<Outbox<?>> from) {
        Class<?> type = from.getFirst().type();
        if (!from.stream().allMatch(each -> each.type() == type)) {
            declareOutbox(box, Object.class, from.getFirst().purpose());
        } else {
            declareOutbox(box, type, from.getFirst().purpose());
        }
    }

    private void declareOutbox(String box, Class<?> type, String purpose) {
        if (box.equals("outbox")) {
            typedOutbox(type, purpose);
        } else if (!box.equals(SIGNAL)) {
            addOutbox(box, type, purpose);
        }
    }

    private void addControl(Inbox<?> to) {
        Outbox<Signal> copy = addOutbox("_control", Signal.class, "control, on to a part");
        link(copy, to);
        controls.add(copy);
    }

    @Override
    boolean sendsSignal() {
        return !signalWired;
    }

    @Override
    void activated() {
        controlBox().sink(new PassOn(this));
        super.activated();
    }

    @Override
    Signal ending(Signal last) {
        Signal told = told();
        return told == null ? new ProducerFinished() : told;
    }

    private void pass(Signal signal) {
        told(signal);
        controls.forEach(each -> each.force(signal));
    }

    /// What comes to its control.
    private record PassOn(Graphline to) implements Sink {
        @Override
        public boolean deliver(Object message, long patienceNanos) {
            if (message instanceof Signal signal) {
                to.pass(signal);
            }
            return true;
        }
    }
}
