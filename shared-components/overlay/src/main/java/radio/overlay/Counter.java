package radio.overlay;

/// Everything the overlay drops, refuses or gives up, by name: no loss is silent.
public enum Counter {
    /// Chunks from somebody who is not our parent.
    UNSOLICITED,
    /// Chunks of an earlier epoch.
    REPLAYED,
    /// Chunks that were held already or are older than the ring.
    DUPLICATE_CHUNK,
    /// Chunks of a stream that this node has not joined or the header does not list.
    UNKNOWN_STREAM,
    /// Chunks of an epoch without a header.
    UNKNOWN_EPOCH,
    /// Chunks and headers whose signature was bad.
    FORGED,
    /// Headers of another station.
    FOREIGN_HEADER,
    /// Headers older than the one we have.
    STALE_HEADER,
    /// Messages that mean nothing at the point where they came.
    UNEXPECTED,
    /// Messages of types this version does not know.
    UNKNOWN_MESSAGE,
    /// Messages over a neighbour's quota.
    OVER_QUOTA,
    /// Connections from peers that are banned.
    BANNED,
    /// Connections over the limit.
    TOO_MANY_PEERS,
    /// Connections closed because the peer was silent.
    SILENT_PEER,
    /// Connections closed because the peer wanted nothing.
    IDLE,
    /// Parents left because we were on their path.
    LOOP,
    /// Grafts refused because all slots were taken.
    REFUSED_FULL,
    /// Grafts refused because the asker was on our path.
    REFUSED_LOOP,
    /// Grafts refused because we had no way to the source.
    REFUSED_NO_ROUTE,
    /// Grafts refused because we do not carry the stream.
    REFUSED_NO_STREAM,
    /// Grafts refused because we serve nobody.
    REFUSED_LEAF,
    /// Children sent on to make room for one that can serve others.
    DISPLACED,
    /// Times that what this node gives away was found to be too much, and to be less than it could.
    UPLOAD_CUT,
    UPLOAD_RAISED,
    /// Children the source asked to go because they had been there longest.
    ROTATED,
    /// Sequence numbers given up because they did not come in time.
    HOLE,
    /// Sequence numbers a child will not get because we have not got them any more.
    CHILD_SKIPPED,
    /// Messages that asked others for single chunks.
    PULLED,
    /// Chunks we were asked for and had no upload left to send.
    PULL_REFUSED,
    /// Times a parent was taken for dead because others had chunks and it said nothing.
    SUSPECTED,
    /// Times another parent was asked because it gets chunks sooner.
    IMPROVED,
    /// Links and slots refused because too many neighbours live in that range of addresses.
    CROWDED_RANGE,
    /// Links given up because both ends had a neighbour in common.
    TOO_NEAR,
    /// Attempts to find a parent that ended without an answer.
    NO_ANSWER,
    /// Connections we tried to open in vain.
    DIAL_FAILED,
    /// Estimates of the source's clock that could not be true.
    CLOCK_REJECTED,
    /// Times this node stood still.
    STOOD_STILL,
    /// Events about peers that are not connected.
    STRAY
}
