package radio.web.hls;

import java.nio.ByteBuffer;

/// About two seconds of sound: one fragment of an MP4 that begins with an [Init].
///
/// @param number its media sequence number; the next segment's is one more
/// @param init number of the [Init] it needs
/// @param run its discontinuity sequence number: one more than that of the segment before if it
///   does not go on where that one ended, because of other parameters of the codec or because time
///   was passed over
/// @param decodeTime of its first sample, 48,000 a second; never less than where the one before
///   ended
/// @param samples its length, 48,000 a second
/// @param startUnixNanos when its first sample was captured, in nanoseconds since 1970
/// @param title what plays at its first sample; empty: unknown
/// @param bytes read-only
public record Segment(
        long number,
        long init,
        long run,
        long decodeTime,
        int samples,
        long startUnixNanos,
        String title,
        ByteBuffer bytes) {

    public Segment {
        bytes = bytes.asReadOnlyBuffer();
    }

    /// A fresh view: reading it moves nobody else's position.
    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /// How the playlist calls it.
    public String name() {
        return "segment-" + number + ".m4s";
    }
}
