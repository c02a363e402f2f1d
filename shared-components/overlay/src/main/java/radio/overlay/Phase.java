package radio.overlay;

/// Where a node stands in the overlay.
public enum Phase {
    /// Not started yet.
    NEW,
    /// Has no way to the source and looks for a parent.
    SEARCHING,
    /// Has a parent that has no way to the source, and waits for it to find one.
    WAITING,
    /// Is the source, or has a way to it.
    ON_AIR,
    /// Has left for good.
    LEFT
}
