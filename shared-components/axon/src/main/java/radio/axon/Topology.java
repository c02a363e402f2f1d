package radio.axon;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a system consists of at one moment: its components with their boxes, and the links between
/// these. A snapshot: it does not change.
public record Topology(List<Node> components, List<Wire> links) {
    /// A component.
    public record Node(long id, String name, Component.State state, List<Port> boxes) {}

    /// A box. `size`, `capacity`, `highWater` and `dropped` are an inbox's, `discarded` an
    /// outbox's.
    public record Port(
            String name,
            boolean inbox,
            String type,
            String purpose,
            int size,
            int capacity,
            int highWater,
            long dropped,
            long discarded) {}

    /// A link, by the ids of the components at its ends and the names of the boxes.
    public record Wire(long from, String fromBox, long to, String toBox) {}

    public Topology {
        components = List.copyOf(components);
        links = List.copyOf(links);
    }

    static Topology of(Collection<Component> active) {
        List<Node> nodes = new ArrayList<>();
        List<Wire> wires = new ArrayList<>();
        for (Component component : active) {
            nodes.add(node(component));
            for (Box<?> box : component.boxes()) {
                Link link = box.outgoing();
                if (link != null && active.contains(link.to().component())) {
                    wires.add(wire(link));
                }
            }
        }
        return new Topology(nodes, wires);
    }

    static Node node(Component component) {
        return new Node(
                component.id(),
                component.name(),
                component.state(),
                component.boxes().stream().map(Topology::port).toList());
    }

    static Port port(Box<?> box) {
        String type = box.type().getSimpleName();
        return switch (box) {
            case Inbox<?> in ->
                    new Port(
                            in.name(),
                            true,
                            type,
                            in.purpose(),
                            in.size(),
                            in.capacity(),
                            in.highWater(),
                            in.dropped(),
                            0);
            case Outbox<?> out ->
                    new Port(out.name(), false, type, out.purpose(), 0, 0, 0, 0, out.discarded());
        };
    }

    static Wire wire(Link link) {
        return new Wire(
                link.from().component().id(),
                link.from().name(),
                link.to().component().id(),
                link.to().name());
    }

    List<TopologyChange> asChanges() {
        return Stream.<TopologyChange>concat(
                        components.stream().map(TopologyChange.ComponentAdded::new),
                        links.stream().map(TopologyChange.LinkAdded::new))
                .toList();
    }

    /// One line per component and per link.
    @Override
    public String toString() {
        return Stream.concat(
                        components.stream()
                                .map(node -> node.id() + " " + node.name() + " " + node.state()),
                        links.stream()
                                .map(wire ->
                                        "%d.%s -> %d.%s"
                                                .formatted(
                                                        wire.from(),
                                                        wire.fromBox(),
                                                        wire.to(),
                                                        wire.toBox())))
                .collect(Collectors.joining("\n"));
    }
}
