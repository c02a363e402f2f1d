package radio.simulation.swarm;

/// What sort of machine a node runs on.
///
/// @param slots the most children; 0 for one that serves nobody and takes no connections
/// @param uplinkBitsPerSecond 0 for no limit
record Kind(int slots, long uplinkBitsPerSecond) {
    /// Of the uplink, for live chunks ([radio.overlay.OverlaySettings#LIVE_SHARE]).
    private static final double LIVE_SHARE = .7;

    static final Kind SOURCE = new Kind(4, 1_000_000);

    /// A phone, or somebody behind a network address translator.
    static final Kind LEAF = new Kind(0, 200_000);

    /// One whose uplink is just enough for its slots.
    static Kind relay(int slots) {
        // One more bit, so that no rounding takes a slot away.
        return new Kind(
                slots, 1 + (long) Math.ceil(slots * OnAir.RATE_BITS_PER_SECOND / LIVE_SHARE));
    }

    boolean takesConnections() {
        return slots > 0;
    }
}
