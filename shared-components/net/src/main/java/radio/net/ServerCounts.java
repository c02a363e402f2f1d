package radio.net;

/// What a server has seen so far.
///
/// @param open connections now, those that are being closed too
/// @param accepted connections that got a protocol
/// @param refused connections closed at once, because there were too many
/// @param stalled connections cut off because the peer did not read
/// @param abandoned protocols that had to be stopped because they did not end with their peer
/// @param unsent messages of protocols that came too late for their peer
public record ServerCounts(
        int open, long accepted, long refused, long stalled, long abandoned, long unsent) {}
