package radio.axon;

/// What a full inbox, or a full subscription, does with the next message.
public enum Overflow {
    /// The sender waits for room; an offer is refused.
    BLOCK,
    /// The message that waited longest goes, counted.
    DROP_OLDEST,
    /// The arriving message goes, counted.
    DROP_NEWEST,
    /// The arriving message goes, counted, and the sender is cut off: its link is removed; a
    /// subscription ends with [Shutdown].
    DISCONNECT
}
