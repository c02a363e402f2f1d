package radio.audio.codec;

import java.nio.ByteBuffer;
import radio.wire.Codec;
import radio.wire.StreamInfo;

/// What a station says of an Opus stream.
public final class OpusStream {

    /// Frames of an ordinary chunk: 100 ms.
    public static final int CHUNK_FRAMES = 4_800;

    /// Frames of a chunk at [#LOW_BITRATE] and below, where the 100 bytes of a chunk's head and
    /// signature weigh more: 200 ms.
    public static final int LONG_CHUNK_FRAMES = 9_600;

    public static final int LOW_BITRATE = 48_000;

    private OpusStream() {}

    /// Describes the stream that an encoder with these settings makes.
    ///
    /// @param id the stream's number in its station
    public static StreamInfo info(int id, OpusSettings settings) {
        int preSkip = new OpusPacketEncoder(settings).lookahead();
        ByteBuffer setup = ByteBuffer.wrap(new OpusHead(settings.channels(), preSkip).bytes());
        int bitrate = settings.bitrateBitsPerSecond();
        int chunk = bitrate <= LOW_BITRATE ? LONG_CHUNK_FRAMES : CHUNK_FRAMES;
        return new StreamInfo(id, Codec.OPUS, 48_000, settings.channels(), bitrate, chunk, setup);
    }

    /// Whether this is a stream that [OpusPacketDecoder] can decode.
    public static boolean playable(StreamInfo stream) {
        return stream.codec() == Codec.OPUS
                && stream.sampleRate() == 48_000
                && stream.channels() <= 2;
    }
}
