package radio.axon;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Looks for a ring of components each of which waits for room in the next one's full inbox.
///
/// Whoever begins to wait says so first and then looks: the last one to close a ring sees all of
/// it. A ring is told once, until one of its members goes on.
final class Deadlock {
    private final Set<Component> told = ConcurrentHashMap.newKeySet();

    /// That component is about to wait for room.
    static void look(Component from) {
        Component next = next(from);
        AxonSystem system = from.systemOrNull();
        if (next != null && system != null && next(next) != null) {
            system.deadlock().follow(from, system);
        }
    }

    /// That component no longer waits for room.
    static void goesOn(@Nullable Component sender) {
        AxonSystem system = sender == null ? null : sender.systemOrNull();
        if (system != null && sender != null) {
            system.deadlock().told.remove(sender);
        }
    }

    private void follow(Component from, AxonSystem system) {
        Set<Component> ring = new LinkedHashSet<>();
        Component at = from;
        while (at != null && ring.add(at)) {
            at = next(at);
        }
        if (from.equals(at) && isNews(ring)) {
            system.deadlocked(ring.stream().map(Component::name).toList());
        }
    }

    private synchronized boolean isNews(Set<Component> ring) {
        return told.addAll(ring);
    }

    /// In whose full inbox it waits for room, if it does.
    private static @Nullable Component next(Component blocked) {
        Outbox<?> by = blocked.mailbox().blockedBy();
        Inbox<?> on = by == null ? null : by.last();
        return by != null && on != null && on.refuses(by) ? on.component() : null;
    }
}
