package radio.transport;

import java.util.List;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.Reason;

/// What a transport tells its node. For each connection: one [Opened], then any number of
/// [Received], then one [Closed]. When a connection takes the place of another one of the same
/// peer, the Closed of the old one comes before the Opened of the new one.
public sealed interface TransportEvent {
    /// Both sides have proved who they are and said welcome.
    record Opened(Connection connection) implements TransportEvent {}

    /// A message arrived; never one of the handshake, nor an unknown one.
    record Received(Connection connection, Message message) implements TransportEvent {}

    /// The connection has ended, whoever wanted it.
    ///
    /// @param text for a person's eyes; without control characters
    /// @param byPeer whether the other side, or the network, ended it
    record Closed(Connection connection, Reason reason, String text, boolean byPeer)
            implements TransportEvent {}

    /// None of the candidates led to a connection.
    ///
    /// @param candidates as they were given to [Transport#dial]
    /// @param reason the most telling one of all attempts; [Reason#LOST] if nobody answered, or
    ///   somebody else than expected; [Reason#BUSY] if somebody named others instead
    /// @param text for a person's eyes: what happened at each candidate
    /// @param retryAfterMillis not there again before, if somebody there has said so; else 0.
    ///   Hearsay
    /// @param alternatives whom those who answered named instead, at most
    ///   [radio.wire.MessageCodec#MAX_SAMPLE]; hearsay
    record DialFailed(
            List<Candidate> candidates,
            Reason reason,
            String text,
            int retryAfterMillis,
            List<Contact> alternatives)
            implements TransportEvent {
        public DialFailed {
            candidates = List.copyOf(candidates);
            alternatives = List.copyOf(alternatives);
        }
    }
}
