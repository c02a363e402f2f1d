package radio.web.hls;

import java.nio.ByteBuffer;

/// What a decoder needs before the first segment: the head of the MP4, without sound.
///
/// @param number one for each set of codec parameters
/// @param bytes read-only
public record Init(long number, ByteBuffer bytes) {

    public Init {
        bytes = bytes.asReadOnlyBuffer();
    }

    /// A fresh view: reading it moves nobody else's position.
    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /// How the playlist calls it.
    public String name() {
        return "init-" + number + ".mp4";
    }
}
