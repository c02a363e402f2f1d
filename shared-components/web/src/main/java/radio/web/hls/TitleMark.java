package radio.web.hls;

/// From where a title plays.
///
/// @param id one more with each title; no other has it, not even after a restart of this node
/// @param text one line; empty: from here on none is known
/// @param decodeTime of the first sample it applies to, 48,000 a second
/// @param startUnixNanos when that was captured, in nanoseconds since 1970
record TitleMark(long id, String text, long decodeTime, long startUnixNanos) {}
