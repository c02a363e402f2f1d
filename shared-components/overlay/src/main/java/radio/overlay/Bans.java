package radio.overlay;

import java.util.LinkedHashMap;
import java.util.Map;
import radio.wire.PeerId;

/// Peers that are not spoken to for a while because they sent what the station had not signed, or
/// flooded us. Only a peer proved by its handshake is banned, never an address: anybody can claim
/// one.
public final class Bans {
    /// @param forgedNanos after a bad signature
    /// @param floodNanos after a flood
    /// @param limit the most bans kept; the oldest one is forgotten first
    public record Settings(long forgedNanos, long floodNanos, int limit) {
        /// 60 s (design: "for a while"), 10 s (guess), 256 (guess).
        public static final Settings DEFAULT = new Settings(60_000_000_000L, 10_000_000_000L, 256);
    }

    private final Turn turn;
    private final Map<PeerId, Long> untilNanos = new LinkedHashMap<>();

    Bans(Turn turn) {
        this.turn = turn;
    }

    void ban(PeerId peer, long nanos) {
        untilNanos.remove(peer);
        if (untilNanos.size() >= turn.settings().bans().limit()) {
            untilNanos.remove(untilNanos.keySet().iterator().next());
        }
        untilNanos.put(peer, turn.now() + nanos);
        turn.happened(new Notice.Banned(peer));
    }

    boolean banned(PeerId peer) {
        Long until = untilNanos.get(peer);
        if (until != null && turn.now() >= until) {
            untilNanos.remove(peer);
            return false;
        }
        return until != null;
    }
}
