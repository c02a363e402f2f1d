package radio.peer;

import java.util.List;
import java.util.Optional;
import radio.wire.Candidate;
import radio.wire.Contact;

/// What a relay is told at its start.
///
/// @param bootstrap where to ask first; empty on the source
/// @param remembered peers known from an earlier life ([PeersFile])
/// @param playoutDelayNanos how long after capture this node plays; empty to do as the station says
public record RelaySettings(
        List<Candidate> bootstrap, List<Contact> remembered, Optional<Long> playoutDelayNanos) {
    public RelaySettings {
        bootstrap = List.copyOf(bootstrap);
        remembered = List.copyOf(remembered);
    }

    /// Of a node that remembers nobody.
    public RelaySettings(List<Candidate> bootstrap, Optional<Long> playoutDelayNanos) {
        this(bootstrap, List.of(), playoutDelayNanos);
    }
}
