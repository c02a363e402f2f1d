package radio.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a station is at the moment, signed by its key: its name, its streams, its time. It travels
/// beside the chunks, and its bytes are passed on as they came.
///
/// ```
/// "RH" 1 | station (32) | u64 epoch | u32 revision | u64 anchorUnixNanos | u64 playoutDelayNanos
///        | text name | u8 streams, each: u16 id, u8 codec, u32 sampleRate, u8 channels,
///                      u32 bitrate, u32 chunkSamples, u16 length, set-up bytes
///        | u8 fields, each: u16 type, u16 length, bytes
///        | 64 bytes Ed25519 over all of the above
/// ```
public final class StationHeader {
    /// The most bytes of a header, signature included.
    public static final int MAX_BYTES = 16 * 1024;

    /// The year 2116: far enough, and sums with it do not overflow.
    static final long MAX_ANCHOR_NANOS = 1L << 62;

    /// An hour.
    static final long MAX_DELAY_NANOS = 3_600_000_000_000L;

    static final int MAX_STREAMS = 8;
    static final int MAX_NAME_BYTES = 255;
    private static final byte[] TAG = {'R', 'H', 1};

    private final ByteBuffer bytes;
    private final StationId station;
    private final long epoch;
    private final int revision;
    private final long anchorUnixNanos;
    private final long playoutDelayNanos;
    private final String name;
    private final List<StreamInfo> streams;

    private StationHeader(
            ByteBuffer bytes,
            StationId station,
            long epoch,
            int revision,
            long anchorUnixNanos,
            long playoutDelayNanos,
            String name,
            List<StreamInfo> streams) {
        this.bytes = bytes;
        this.station = station;
        this.epoch = epoch;
        this.revision = revision;
        this.anchorUnixNanos = anchorUnixNanos;
        this.playoutDelayNanos = playoutDelayNanos;
        this.name = name;
        this.streams = streams;
    }

    /// Reads a header from what remains in the buffer, all of it; the buffer is kept.
    ///
    /// @throws MalformedMessageException if it is not a header
    public static StationHeader parse(ByteBuffer encoded) {
        ByteBuffer bytes = encoded.slice().asReadOnlyBuffer();
        if (bytes.remaining() > MAX_BYTES) {
            throw new MalformedMessageException("a header of " + bytes.remaining() + " bytes");
        }
        ByteBuffer view = bytes.duplicate();
        WireReader in = new WireReader(view);
        for (byte expected : TAG) {
            if (in.u8("header tag") != expected) {
                throw new MalformedMessageException("not a header of a layout we know");
            }
        }
        StationId station = new StationId(in.key("station"));
        long epoch = in.epoch();
        int revision = in.u31("revision");
        long anchorUnixNanos = in.u63("anchor");
        long playoutDelayNanos = in.u63("playout delay");
        if (anchorUnixNanos > MAX_ANCHOR_NANOS || playoutDelayNanos > MAX_DELAY_NANOS) {
            throw new MalformedMessageException(
                    "anchor "
                            + anchorUnixNanos
                            + " ns, playout delay "
                            + playoutDelayNanos
                            + " ns");
        }
        String name = in.text(MAX_NAME_BYTES, "name");
        int count = in.count(MAX_STREAMS, "streams");
        if (count == 0) {
            throw new MalformedMessageException("a header without streams");
        }
        List<StreamInfo> streams = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            StreamInfo stream = stream(in);
            if (streams.stream().anyMatch(other -> other.id() == stream.id())) {
                throw new MalformedMessageException("stream " + stream.id() + " twice");
            }
            streams.add(stream);
        }
        int fields = in.count(Chunk.MAX_FIELDS, "fields");
        for (int i = 0; i < fields; i++) {
            in.u16("field type");
            in.slice(in.u16("field length"), "field");
        }
        if (view.remaining() != Signer.SIGNATURE_BYTES) {
            throw new MalformedMessageException(
                    view.remaining() + " bytes where the signature should be");
        }
        return new StationHeader(
                bytes,
                station,
                epoch,
                revision,
                anchorUnixNanos,
                playoutDelayNanos,
                name,
                List.copyOf(streams));
    }

    private static StreamInfo stream(WireReader in) {
        int id = in.u16("stream id");
        Codec codec = Codec.of(in.u8("codec"));
        int sampleRate = in.u31("sample rate");
        int channels = in.u8("channels");
        int bitrate = in.u31("bit rate");
        int chunkSamples = in.u31("chunk samples");
        ByteBuffer setup = in.slice(in.u16("set-up length"), "set-up");
        try {
            return new StreamInfo(id, codec, sampleRate, channels, bitrate, chunkSamples, setup);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(String.valueOf(e.getMessage()));
        }
    }

    /// Makes a header of the signer's station.
    ///
    /// @param epoch the source's run, 1 or more
    /// @param revision 0 for the first header of an epoch, one more for each change
    /// @param anchorUnixNanos the source's clock at media time 0, 0 to 2^62
    /// @param playoutDelayNanos how long after capture a sample is due at the ear, at most an hour
    /// @param name what people call the station; cut to 255 bytes
    /// @param streams 1 to 8, no id twice
    /// @throws IllegalArgumentException if it would break a limit
    public static StationHeader sign(
            long epoch,
            int revision,
            long anchorUnixNanos,
            long playoutDelayNanos,
            String name,
            List<StreamInfo> streams,
            Signer signer) {
        if (streams.size() > MAX_STREAMS) {
            throw new IllegalArgumentException(streams.size() + " streams in a header");
        }
        ByteBuffer buffer = ByteBuffer.allocate(MAX_BYTES);
        WireWriter out = new WireWriter(buffer);
        out.bytes(TAG).key(signer.publicKey()).u64(epoch).u32(revision);
        out.u64(anchorUnixNanos).u64(playoutDelayNanos).text(name, MAX_NAME_BYTES);
        out.u8(streams.size());
        for (StreamInfo stream : streams) {
            out.u16(stream.id()).u8(stream.codec().number()).u32(stream.sampleRate());
            out.u8(stream.channels()).u32(stream.bitrateBitsPerSecond()).u32(stream.chunkSamples());
            out.u16(stream.setup().remaining()).bytes(stream.setup());
        }
        out.u8(0);
        out.bytes(signer.sign(buffer.duplicate().flip()));
        ByteBuffer exact = ByteBuffer.allocate(buffer.flip().remaining()).put(buffer).flip();
        try {
            return parse(exact);
        } catch (MalformedMessageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public StationId station() {
        return station;
    }

    public long epoch() {
        return epoch;
    }

    public int revision() {
        return revision;
    }

    /// The source's clock, in nanoseconds since 1970, at media time 0.
    public long anchorUnixNanos() {
        return anchorUnixNanos;
    }

    /// How long after its capture a sample is due at the ear, unless the listener wants another
    /// delay.
    public long playoutDelayNanos() {
        return playoutDelayNanos;
    }

    public String name() {
        return name;
    }

    public List<StreamInfo> streams() {
        return streams;
    }

    public Optional<StreamInfo> stream(int id) {
        for (StreamInfo stream : streams) {
            if (stream.id() == id) {
                return Optional.of(stream);
            }
        }
        return Optional.empty();
    }

    /// Whether this one replaces the other: a later epoch, or a later revision of the same.
    public boolean isNewerThan(StationHeader other) {
        return epoch > other.epoch || epoch == other.epoch && revision > other.revision;
    }

    /// The whole header as it travels, read-only.
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /// Whether the station it names signed it.
    public boolean verify(Verifier verifier) {
        int signed = bytes.remaining() - Signer.SIGNATURE_BYTES;
        return verifier.verify(
                station.key(), bytes.slice(0, signed), bytes.slice(signed, Signer.SIGNATURE_BYTES));
    }

    @Override
    public String toString() {
        return "header of " + station.brief() + ", epoch " + epoch + ", revision " + revision;
    }
}
