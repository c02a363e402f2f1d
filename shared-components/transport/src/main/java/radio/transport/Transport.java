package radio.transport;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import radio.wire.Candidate;
import radio.wire.PeerId;

/// How a node reaches other nodes. Knows no sockets: a datagram carrier, or the virtual network of
/// a simulation, can stand here as well.
///
/// What happens is told as [TransportEvent]s, also for connections that others have opened.
public interface Transport {
    /// Tries the candidates in order until a node answers there that carries our station, proves
    /// who it is and is the expected one. Returns at once; ends in exactly one
    /// [TransportEvent.Opened] or [TransportEvent.DialFailed], the latter with this very list. May
    /// be called from any thread.
    ///
    /// @param expected who must be there; empty if anybody of the station will do
    /// @param limit time for all candidates together, name look-up and handshakes included
    void dial(Optional<PeerId> expected, List<Candidate> candidates, Duration limit);

    /// Who is asked about strangers from now on; until then all are let in that the limits allow.
    /// May be called from any thread.
    void doorkeeper(Doorkeeper doorkeeper);
}
