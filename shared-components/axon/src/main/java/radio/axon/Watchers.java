package radio.axon;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is told of a system's changes. All of it under the lock of [Links], so that what is told is
/// complete and in order.
final class Watchers {
    private static final Logger log = LoggerFactory.getLogger(Watchers.class);

    private final List<Consumer<TopologyChange>> listeners = new CopyOnWriteArrayList<>();
    private final Set<Component> shown;

    /// Shows the components of that set, which its system keeps.
    Watchers(Set<Component> shown) {
        this.shown = shown;
    }

    TopologyWatch add(Consumer<TopologyChange> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// It is shown already.
    void joined(Component component) {
        if (!listeners.isEmpty()) {
            tell(new TopologyChange.ComponentAdded(Topology.node(component)));
            forEachLink(component, link -> tell(new TopologyChange.LinkAdded(Topology.wire(link))));
        }
    }

    /// It is shown still.
    void left(Component component) {
        if (!listeners.isEmpty()) {
            forEachLink(
                    component, link -> tell(new TopologyChange.LinkRemoved(Topology.wire(link))));
            tell(new TopologyChange.ComponentRemoved(component.id(), component.name()));
        }
    }

    static void linkAdded(Link link) {
        Watchers watchers = of(link);
        if (watchers != null) {
            watchers.tell(() -> new TopologyChange.LinkAdded(Topology.wire(link)));
        }
    }

    static void linkRemoved(Link link) {
        Watchers watchers = of(link);
        if (watchers != null) {
            watchers.tell(() -> new TopologyChange.LinkRemoved(Topology.wire(link)));
        }
    }

    static void boxAdded(Box<?> box) {
        Watchers watchers = of(box.component());
        if (watchers != null) {
            watchers.tell(
                    () -> new TopologyChange.BoxAdded(box.component().id(), Topology.port(box)));
        }
    }

    static void boxRemoved(Box<?> box) {
        Watchers watchers = of(box.component());
        if (watchers != null) {
            watchers.tell(() ->
                    new TopologyChange.BoxRemoved(
                            box.component().id(), box.name(), box instanceof Inbox<?>));
        }
    }

    /// Those of the system in which both ends are shown.
    private static @Nullable Watchers of(Link link) {
        Watchers from = of(link.from().component());
        return from != null && from == of(link.to().component()) ? from : null;
    }

    private static @Nullable Watchers of(Component component) {
        AxonSystem system = component.systemOrNull();
        if (system == null) {
            return null;
        }
        Watchers watchers = system.watchers();
        return watchers.shown.contains(component) ? watchers : null;
    }

    private void forEachLink(Component component, Consumer<Link> action) {
        for (Box<?> box : component.boxes()) {
            Link outgoing = box.outgoing();
            if (outgoing != null && shown.contains(outgoing.to().component())) {
                action.accept(outgoing);
            }
            for (Link incoming : box.incoming()) {
                Component from = incoming.from().component();
                if (!from.equals(component) && shown.contains(from)) {
                    action.accept(incoming);
                }
            }
        }
    }

    private void tell(Supplier<TopologyChange> change) {
        if (!listeners.isEmpty()) {
            tell(change.get());
        }
    }

    private void tell(TopologyChange change) {
        for (Consumer<TopologyChange> listener : listeners) {
            try {
                listener.accept(change);
            } catch (RuntimeException e) {
                log.error("a topology listener failed", e);
            }
        }
    }
}
