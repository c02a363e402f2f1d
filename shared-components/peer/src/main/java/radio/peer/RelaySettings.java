package radio.peer;

import java.util.List;
import java.util.Optional;
import radio.wire.Candidate;

/// What a relay is told at its start.
///
/// @param bootstrap where to ask first; empty on the source
/// @param playoutDelayNanos how long after capture this node plays; empty to do as the station says
/// @param ringChunks how many chunks of the past are kept for children
public record RelaySettings(
        List<Candidate> bootstrap, Optional<Long> playoutDelayNanos, int ringChunks) {
    /// Thirty seconds of 100 ms chunks: a child that was away for less can resume where it was.
    public static final int DEFAULT_RING_CHUNKS = 300;
}
