package radio.overlay;

import java.util.List;
import java.util.Optional;
import radio.wire.Candidate;
import radio.wire.Chunk;
import radio.wire.ChunkClass;
import radio.wire.Message;
import radio.wire.PeerId;
import radio.wire.Reason;
import radio.wire.StationHeader;

/// What a node must do: the output of [Overlay#handle], to be carried out in order.
public sealed interface Effect {
    /// Say something to a neighbour, in order with everything else said to it.
    record Send(PeerId peer, Message message) implements Effect {}

    /// Push chunks out of the ring to a child, in order.
    ///
    /// Every chunk of the range has been delivered before and is among the newest
    /// [Overlay#ringChunks] sequence numbers of the epoch.
    ///
    /// @param count 1 or more
    record SendChunks(
            PeerId peer,
            int stream,
            long epoch,
            long firstSequence,
            int count,
            ChunkClass chunkClass)
            implements Effect {}

    /// Open a connection; ends in [Event.PeerUp] or [Event.DialFailed].
    ///
    /// @param expected who must turn out to be there, if that is known
    /// @param candidates ways to reach it, best first; 1 or more
    record Connect(Optional<PeerId> expected, List<Candidate> candidates) implements Effect {
        public Connect {
            candidates = List.copyOf(candidates);
        }
    }

    /// Close a connection after what was said before has gone out. The overlay has forgotten the
    /// peer already.
    record Disconnect(PeerId peer, Reason reason, String text) implements Effect {}

    /// A chunk that is genuine and new: keep it in the ring and publish it.
    ///
    /// @param from the parent it came from; the node itself at the source
    /// @param hops links it has crossed as its sender says, 0 at the source
    record Deliver(Chunk chunk, PeerId from, int hops) implements Effect {}

    /// The station's newest header, genuine; a new epoch empties the ring.
    record NewHeader(StationHeader header) implements Effect {}

    /// Send [Event.TimerFired] at this time; it replaces every time asked for before.
    record WakeAt(long nanos) implements Effect {}

    /// One more of these.
    record Count(Counter counter) implements Effect {}

    /// Something to report to people; nothing has to be done about it.
    record Happened(Notice notice) implements Effect {}
}
