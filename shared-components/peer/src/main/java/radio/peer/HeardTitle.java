package radio.peer;

/// A title at the moment at which it is heard on this node. Reports and the API show it as it is.
///
/// @param title one line; empty: from here on no title is known
/// @param heardUnixMillis when the first sample it applies to should leave the speaker, by this
///   node's clock, in milliseconds since 1970
/// @param mediaTime index of that sample since the epoch began, at the stream's rate
/// @param epoch of the chunk that said so
/// @param sequence of the chunk that said so
public record HeardTitle(
        String title, long heardUnixMillis, long mediaTime, long epoch, long sequence) {}
