package radio.transport;

import radio.wire.Candidate;
import radio.wire.Chunk;
import radio.wire.ChunkClass;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.PeerId;
import radio.wire.Reason;

/// An open connection to a peer that has proved who it is. There is at most one for each peer.
///
/// All methods may be called from any thread and none of them waits. What is sent is queued within
/// a bound in bytes; control messages go first, then chunks by class: live, repair, history, each
/// class in the order it was sent. A connection that cannot keep up is ended ([Reason#TOO_SLOW]):
/// live and history chunks are never left out silently, so a peer that stays connected misses
/// nothing. After the end everything sent is refused.
public interface Connection {
    /// Unique among the connections of this transport.
    long id();

    /// Who is there, proved.
    PeerId peer();

    /// How others could reach the peer: what it says of itself, then the address it was seen at
    /// with the port it listens on, if it listens. Reachable if this node has reached it.
    Contact contact();

    /// Whether this node opened the connection.
    boolean dialled();

    /// The address at the other end, with whatever port the connection has there; carrier 0 if that
    /// cannot be told.
    Candidate seenAt();

    /// How this node looks from there.
    Candidate observedSelf();

    /// The minor protocol version both sides speak.
    int minor();

    /// Queues a message; in order, reliable. False if it was not taken, because the connection has
    /// ended or ends now as too slow.
    ///
    /// @throws IllegalArgumentException for a chunk or a message of the handshake
    boolean sendControl(Message message);

    /// Queues a chunk, whose bytes are shared and not copied. False if it was not taken, because
    /// the connection has ended or ends now as too slow.
    ///
    /// @param hops links it has crossed when it arrives there
    /// @param deadlineNanos on this node's [radio.axon.Clock]: if it has not left the queue by
    ///   then, a repair is dropped and counted, and for live and history the connection ends as too
    ///   slow
    boolean sendChunk(ChunkClass chunkClass, int hops, Chunk chunk, long deadlineNanos);

    /// The largest chunk this carrier takes.
    int maxChunkBytes();

    /// Ends the connection: what was queued as control, then a BYE, go out if the peer takes them
    /// in time; chunks that still wait are dropped. [TransportEvent.Closed] follows, unless the
    /// connection had ended before.
    void close(Reason reason, String text);

    ConnectionStats stats();
}
