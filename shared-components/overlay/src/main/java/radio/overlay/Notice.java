package radio.overlay;

import radio.wire.PeerId;
import radio.wire.Refusal;

/// Something that happened in the overlay and that a log, a report or a status page may want to
/// tell.
public sealed interface Notice {
    /// This peer is our parent from here on.
    ///
    /// @param hop links between the source and this node, 1 or more
    record ParentFound(PeerId peer, int hop) implements Notice {}

    /// This peer is no longer our parent.
    record ParentLost(PeerId peer, Loss why) implements Notice {}

    /// This peer pushes the same to us as our parent, from here on.
    record SecondFound(PeerId peer) implements Notice {}

    /// It does so no longer.
    record SecondLost(PeerId peer) implements Notice {}

    /// We serve this peer from here on.
    record ChildJoined(PeerId peer) implements Notice {}

    /// We serve this peer no longer.
    record ChildLeft(PeerId peer) implements Notice {}

    /// This peer would not be our parent.
    record RefusedBy(PeerId peer, Refusal refusal) implements Notice {}

    /// We would not be this peer's parent.
    record Refusing(PeerId peer, Refusal refusal) implements Notice {}

    /// Our parent has lost its way to the source; we wait for it.
    record NoRoute(PeerId parent) implements Notice {}

    /// We look for a parent.
    ///
    /// @param round 1 for the first time round, one more after each pause
    record Searching(int round) implements Notice {}

    /// A newer header of the station: a new run of the source, or new contents.
    record HeaderChanged(long epoch, int revision) implements Notice {}

    /// After a change of parent the stream goes on where it had stopped.
    record Resumed(long sequence) implements Notice {}

    /// The stream goes on further ahead: the break was too long, or chunks were lost on the way.
    ///
    /// @param missed chunks that will never come, 1 or more
    /// @param sequence the first one after them
    record SkippedToLive(long missed, long sequence) implements Notice {}

    /// The parent sends older chunks faster than real time.
    record CatchingUp(long sequence) implements Notice {}

    /// Chunks come as they are made again.
    record CaughtUp(long sequence) implements Notice {}

    /// This peer is not spoken to for a while.
    record Banned(PeerId peer) implements Notice {}

    /// This node stood still; silence in that time is nobody's fault.
    record StoodStill(long nanos) implements Notice {}

    /// Why a parent was lost.
    enum Loss {
        /// The connection ended.
        CLOSED,
        /// It said nothing for too long.
        SILENT,
        /// It gave our slot away.
        PRUNED,
        /// We were on its way to the source.
        LOOP,
        /// It had no way to the source for too long, and another one has.
        NO_ROUTE,
        /// It sent something that the station had not signed.
        FORGED,
        /// It broke the protocol or a quota.
        PROTOCOL,
        /// Another one gets chunks sooner, or was there when this one was silent.
        BETTER,
        /// A new connection of the same peer took the place of the old one.
        REPLACED
    }
}
