package radio.wire;

import java.util.List;

/// A peer one might connect to, as told by somebody else.
///
/// @param peer whom the handshake must prove to be there
/// @param candidates ways to reach it, best first; at most [#MAX_CANDIDATES]
/// @param reachable whether somebody has reached it from outside
/// @param freeSlots children it, or its subtree, could still take as far as the teller knows; a
///   hint, 0 to 65,535
public record Contact(PeerId peer, List<Candidate> candidates, boolean reachable, int freeSlots) {
    /// The most candidates of one contact.
    public static final int MAX_CANDIDATES = 4;

    public Contact {
        candidates = atMost(candidates);
        freeSlots = Math.clamp(freeSlots, 0, 0xFFFF);
    }

    static List<Candidate> atMost(List<Candidate> candidates) {
        return List.copyOf(
                candidates.size() > MAX_CANDIDATES
                        ? candidates.subList(0, MAX_CANDIDATES)
                        : candidates);
    }
}
