package radio.peer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import radio.wire.ChunkId;
import radio.wire.Contact;
import radio.wire.PeerId;
import radio.wire.StationHeader;

/// How a relay was doing at one moment.
///
/// @param playoutDelayNanos how long after capture this node plays; empty before it has a header
/// @param parent whom it hears, empty on the source and while it looks for one
/// @param hop links from the source, 0 on the source, -1 without a route
/// @param lastHop the last one known, -1 if there never was one
/// @param neighbours open connections
/// @param uploadBitsPerSecond what this node gives away at most; 0 for no limit
/// @param known whom a later life of this node could ask, best first
/// @param newest the newest verified chunk
/// @param chunksReceived verified and new
/// @param chunkBytesReceived bytes of those
/// @param chunksMissed given up on air
/// @param chunksLate came after they had been given up
/// @param chunksDuplicate came again
/// @param longestOutageMillis from the loss of a parent to the next chunk
/// @param outageCounts how many of those took how many milliseconds
/// @param counters what the overlay dropped, refused or gave up, by name
public record RelayStatus(
        Optional<StationHeader> header,
        Optional<Long> playoutDelayNanos,
        Optional<PeerId> parent,
        int hop,
        int lastHop,
        List<Child> children,
        int childrenPeak,
        int neighbours,
        long uploadBitsPerSecond,
        List<Contact> known,
        Optional<ChunkId> newest,
        long chunksReceived,
        long chunkBytesReceived,
        long chunksMissed,
        long chunksLate,
        long chunksDuplicate,
        List<ParentPeriod> parents,
        long reparented,
        int longestOutageMillis,
        Map<Integer, Integer> outageCounts,
        Map<String, Long> counters) {
    static final RelayStatus NOTHING_YET =
            new RelayStatus(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    -1,
                    -1,
                    List.of(),
                    0,
                    0,
                    0,
                    List.of(),
                    Optional.empty(),
                    0,
                    0,
                    0,
                    0,
                    0,
                    List.of(),
                    0,
                    0,
                    Map.of(),
                    Map.of());

    /// What went to one child over its present connection.
    public record Child(PeerId peer, long bytes, long chunks, long droppedChunks) {}

    /// Milliseconds since the node's start.
    ///
    /// @param untilMillis -1 while it lasts
    public record ParentPeriod(PeerId peer, long fromMillis, long untilMillis, int hop) {}
}
