/// What is on air as HTTP Live Streaming (RFC 8216): playlists and segments of fragmented MP4, as
/// values. No sockets, no clock, no thread.
@NullMarked
package radio.web.hls;

import org.jspecify.annotations.NullMarked;
