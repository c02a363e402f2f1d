package radio.web;

import io.netty.buffer.ByteBuf;

/// A piece of a format's stream, 100 to 200 ms, made once for all its listeners.
///
/// @param bytes what everybody gets: whole frames of the codec; of Ogg the page's segment table and
///   body. Counted references, never changed
/// @param index consecutive
/// @param start its first sample, counted from the format's first page, at the stream's rate
/// @param samples its length
/// @param title what is playing from its first sample on; empty if unknown
/// @param crc of Ogg: the checksum of `bytes`
/// @param shift of Ogg: what moves a checksum along by `bytes`
record Page(ByteBuf bytes, long index, long start, int samples, String title, int crc, int shift) {
    Page retain() {
        bytes.retain();
        return this;
    }

    void release() {
        bytes.release();
    }

    long end() {
        return start + samples;
    }
}
