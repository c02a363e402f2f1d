package radio.web;

import radio.audio.codec.OpusStream;
import radio.wire.Codec;
import radio.wire.StreamInfo;

/// What can be listened to, each at an address of its own.
public enum Format {
    /// Ogg Opus. `audio/ogg`: browsers download `audio/opus`.
    OPUS("/listen.opus", "audio/ogg"),
    /// Decoded, 48 kHz, 16 bits, stereo.
    WAV("/listen.wav", "audio/wav"),
    MP3("/listen.mp3", "audio/mpeg"),
    /// In ADTS.
    AAC("/listen.aac", "audio/aac");

    private final String path;
    private final String contentType;

    Format(String path, String contentType) {
        this.path = path;
        this.contentType = contentType;
    }

    public String path() {
        return path;
    }

    public String contentType() {
        return contentType;
    }

    /// The codec's own format.
    static Format of(StreamInfo stream) {
        return switch (stream.codec()) {
            case MP3 -> MP3;
            case AAC -> AAC;
            default -> OPUS;
        };
    }

    /// Whether a stream can be had this way without encoding it anew.
    public boolean carries(StreamInfo stream) {
        return switch (this) {
            case OPUS, WAV -> OpusStream.playable(stream);
            case MP3 -> stream.codec() == Codec.MP3;
            case AAC -> stream.codec() == Codec.AAC;
        };
    }

    /// Bytes a second, about.
    long bytesPerSecond(StreamInfo stream) {
        return this == WAV
                ? WavPages.BYTES_PER_SECOND
                : (stream.bitrateBitsPerSecond() > 0 ? stream.bitrateBitsPerSecond() : 320_000L)
                        / 8;
    }
}
