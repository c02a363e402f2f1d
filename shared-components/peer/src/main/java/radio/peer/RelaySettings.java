package radio.peer;

import java.util.List;
import java.util.Optional;
import radio.wire.Candidate;

/// What a relay is told at its start.
///
/// @param bootstrap where to ask first; empty on the source
/// @param playoutDelayNanos how long after capture this node plays; empty to do as the station says
public record RelaySettings(List<Candidate> bootstrap, Optional<Long> playoutDelayNanos) {}
