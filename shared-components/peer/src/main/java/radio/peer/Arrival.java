package radio.peer;

import radio.wire.Chunk;
import radio.wire.PeerId;

/// One item of the backplane "arrivals": every verified chunk as it comes, in the order of its
/// coming.
///
/// @param from who brought it; this node itself on the source
/// @param hops links it has crossed, 0 on the source
public record Arrival(Chunk chunk, PeerId from, int hops) {}
