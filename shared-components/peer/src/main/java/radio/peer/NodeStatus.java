package radio.peer;

/// One status line of a node, as `--json` prints it once a second.
///
/// @param kind "source" or "client"
/// @param parent who it hears, 8 digits; empty if nobody
/// @param hop links from the source, 0 on the source, -1 without a route
/// @param children whom it serves
/// @param neighbours open connections
/// @param received chunks verified and new (on the source: published)
/// @param missed given up on air
/// @param late came too late
/// @param delayMillis median from capture to air
/// @param bufferMillis median left until playout
/// @param playoutDelayMillis how long after capture this node plays, 0 before it knows
/// @param epoch of the newest chunk, 0 before the first
/// @param newest newest sequence number, -1 before the first
/// @param upRate what it gives, in bit/s over all connections, since the line before
/// @param downRate what it gets, likewise
/// @param uploadBitsPerSecond what it gives away at most; 0 for no limit
/// @param title what is heard now; empty if unknown
/// @param http port at which players can listen, 0 for none
/// @param sound what this node captures or plays
public record NodeStatus(
        String kind,
        String peer,
        String parent,
        int hop,
        int children,
        int neighbours,
        long received,
        long missed,
        long late,
        int delayMillis,
        int bufferMillis,
        long playoutDelayMillis,
        long epoch,
        long newest,
        long bytesUp,
        long bytesDown,
        long upRate,
        long downRate,
        long uploadBitsPerSecond,
        String title,
        int http,
        SoundStatus sound) {}
