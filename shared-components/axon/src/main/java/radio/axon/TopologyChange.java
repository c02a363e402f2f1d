package radio.axon;

/// One change of what a system consists of.
public sealed interface TopologyChange {
    /// A component was activated, with the boxes it has.
    record ComponentAdded(Topology.Node component) implements TopologyChange {}

    /// A component ended; its links were removed before.
    record ComponentRemoved(long id, String name) implements TopologyChange {}

    record BoxAdded(long component, Topology.Port box) implements TopologyChange {}

    record BoxRemoved(long component, String box, boolean inbox) implements TopologyChange {}

    record LinkAdded(Topology.Wire link) implements TopologyChange {}

    record LinkRemoved(Topology.Wire link) implements TopologyChange {}
}
