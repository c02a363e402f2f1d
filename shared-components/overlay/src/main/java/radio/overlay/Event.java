package radio.overlay;

import java.util.List;
import radio.wire.Candidate;
import radio.wire.Chunk;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.PeerId;
import radio.wire.Reason;
import radio.wire.StationHeader;

/// What happens to a node's overlay: the input of [Overlay#handle].
public sealed interface Event {
    /// The node begins to live. Comes once, first.
    ///
    /// @param bootstrap where to ask for a parent when nothing better is known; one peer each,
    ///   tried in order. A source needs none.
    /// @param remembered peers known from an earlier life ([Overlay#known])
    record Start(List<Candidate> bootstrap, List<Contact> remembered) implements Event {
        public Start {
            bootstrap = List.copyOf(bootstrap);
            remembered = List.copyOf(remembered);
        }
    }

    /// A connection is open and both sides have proved who they are.
    ///
    /// One for each connection. If the peer was up already, the old connection has been replaced by
    /// this one, and the old one's end must not be reported any more.
    ///
    /// @param contact how others can reach the peer: what it advertised and what was observed; no
    ///   candidates if it takes no connections
    /// @param dialled whether this node opened the connection
    /// @param minor the minor version both speak
    /// @param seenAt the address at the other end of the connection, for limits by address range;
    ///   carrier 0 if it cannot be told
    record PeerUp(PeerId peer, Contact contact, boolean dialled, int minor, Candidate seenAt)
            implements Event {}

    /// A connection has ended, whoever ended it. One that follows a [Effect.Disconnect] is ignored.
    record PeerLost(PeerId peer, Reason reason) implements Event {}

    /// What an [Effect.Connect] asked for did not come about.
    ///
    /// @param candidates those of the effect
    /// @param retryAfterMillis not there again before, as the peer itself asked; 0 if it did not
    /// @param alternatives whom the peer named instead ([Message.Redirect])
    record DialFailed(
            List<Candidate> candidates,
            Reason reason,
            int retryAfterMillis,
            List<Contact> alternatives)
            implements Event {
        public DialFailed {
            candidates = List.copyOf(candidates);
            alternatives = List.copyOf(alternatives);
        }
    }

    /// A neighbour said something.
    record Received(PeerId peer, Message message) implements Event {}

    /// The source made a chunk; the caller has it in its ring already.
    record Broadcast(Chunk chunk) implements Event {}

    /// The source says what its station is; before the first chunk, and whenever it changes.
    record Announce(StationHeader header) implements Event {}

    /// The machine slept: so much time has passed beside what the times given to [Overlay#handle]
    /// show. Or somebody set its clock, which looks the same and does no harm.
    record Slept(long nanos) implements Event {}

    /// The moment asked for by the last [Effect.WakeAt] has come.
    record TimerFired() implements Event {}

    /// The node stops: neighbours are told. Nothing has any effect afterwards.
    record Leave() implements Event {}
}
