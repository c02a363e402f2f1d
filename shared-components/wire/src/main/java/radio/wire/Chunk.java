package radio.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A signed piece of a stream: what the overlay forwards. Made once by the source, never changed.
///
/// A chunk IS its bytes; every node between the source and the ear passes on the same buffer and
/// reads only the head. The structure is checked once, when the bytes are parsed, so that reading
/// packets and fields later cannot fail. Whether the signature is good is a question of its own:
/// [#verify].
///
/// ```
/// "RC" 1 | u16 stream | u64 epoch | u64 sequence | u64 mediaTime
///        | u8 packets, each: u16 samples, u16 length, bytes
///        | u8 fields,  each: u16 type,    u16 length, bytes
///        | 64 bytes Ed25519 over all of the above
/// ```
public final class Chunk {
    /// The most bytes of a chunk, signature included.
    public static final int MAX_BYTES = 64 * 1024;

    /// The most samples of a chunk per channel: whoever conceals a missing one must make as many.
    public static final int MAX_SAMPLES = 1 << 20;

    static final int MAX_FIELDS = 16;
    static final int MAX_FIELD_BYTES = 4096;
    private static final int HEAD_BYTES = 3 + 2 + 8 + 8 + 8;
    private static final byte[] TAG = {'R', 'C', 1};

    private final ByteBuffer bytes;
    private final ChunkId id;
    private final long mediaTime;
    private final int samples;
    private final int fieldsAt;

    private Chunk(ByteBuffer bytes, ChunkId id, long mediaTime, int samples, int fieldsAt) {
        this.bytes = bytes;
        this.id = id;
        this.mediaTime = mediaTime;
        this.samples = samples;
        this.fieldsAt = fieldsAt;
    }

    /// Reads a chunk from what remains in the buffer, all of it. The buffer is kept, not copied:
    /// its contents must never change again.
    ///
    /// @throws MalformedMessageException if it is not a chunk
    public static Chunk parse(ByteBuffer encoded) {
        ByteBuffer bytes = encoded.slice().asReadOnlyBuffer();
        if (bytes.remaining() > MAX_BYTES) {
            throw new MalformedMessageException("a chunk of " + bytes.remaining() + " bytes");
        }
        ByteBuffer view = bytes.duplicate();
        WireReader in = new WireReader(view);
        for (byte expected : TAG) {
            if (in.u8("chunk tag") != expected) {
                throw new MalformedMessageException("not a chunk of a layout we know");
            }
        }
        int stream = in.u16("stream");
        ChunkId id = new ChunkId(stream, in.epoch(), in.u63("sequence"));
        long mediaTime = in.u63("media time");
        int samples = 0;
        int packets = in.u8("packets");
        if (packets == 0) {
            throw new MalformedMessageException("a chunk without packets");
        }
        for (int i = 0; i < packets; i++) {
            int packetSamples = in.u16("packet samples");
            if (packetSamples == 0) {
                throw new MalformedMessageException("a packet of no samples");
            }
            samples += packetSamples;
            in.slice(in.u16("packet length"), "packet");
        }
        if (samples > MAX_SAMPLES) {
            throw new MalformedMessageException("a chunk of " + samples + " samples");
        }
        if (mediaTime > Long.MAX_VALUE - samples || id.sequence() == Long.MAX_VALUE) {
            throw new MalformedMessageException("a chunk at the end of time");
        }
        int fieldsAt = view.position();
        int fields = in.count(MAX_FIELDS, "fields");
        for (int i = 0; i < fields; i++) {
            in.u16("field type");
            in.slice(in.u16("field length"), "field");
        }
        if (view.position() - fieldsAt > MAX_FIELD_BYTES) {
            throw new MalformedMessageException(
                    "more than " + MAX_FIELD_BYTES + " bytes of fields");
        }
        if (view.remaining() != Signer.SIGNATURE_BYTES) {
            throw new MalformedMessageException(
                    view.remaining() + " bytes where the signature should be");
        }
        return new Chunk(bytes, id, mediaTime, samples, fieldsAt);
    }

    /// Makes a chunk. Its bytes lie outside the heap, so that sockets can send them without a copy.
    ///
    /// @param mediaTime index of the first sample since the epoch began, at the stream's rate
    /// @param packets 1 to 255, together at most [#MAX_SAMPLES] long
    /// @param fields at most 16, together at most 4,096 bytes as they are written
    /// @throws IllegalArgumentException if it would break a limit
    public static Chunk sign(
            ChunkId id, long mediaTime, List<Packet> packets, List<Field> fields, Signer signer) {
        if (packets.isEmpty() || packets.size() > 0xFF || fields.size() > MAX_FIELDS) {
            throw new IllegalArgumentException(
                    packets.size() + " packets and " + fields.size() + " fields in a chunk");
        }
        int size = HEAD_BYTES + 2 + Signer.SIGNATURE_BYTES;
        for (Packet packet : packets) {
            size += 4 + packet.data().remaining();
        }
        for (Field field : fields) {
            size += 4 + field.value().remaining();
        }
        if (size > MAX_BYTES) {
            throw new IllegalArgumentException("a chunk of " + size + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(size);
        WireWriter out = new WireWriter(buffer);
        out.bytes(TAG).u16(id.stream()).u64(id.epoch()).u64(id.sequence()).u64(mediaTime);
        out.u8(packets.size());
        for (Packet packet : packets) {
            out.u16(packet.samples()).u16(packet.data().remaining()).bytes(packet.data());
        }
        out.u8(fields.size());
        for (Field field : fields) {
            out.u16(field.type()).u16(field.value().remaining()).bytes(field.value());
        }
        out.bytes(signer.sign(buffer.duplicate().flip()));
        try {
            return parse(buffer.flip());
        } catch (MalformedMessageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public ChunkId id() {
        return id;
    }

    /// Index of its first sample since the epoch began, at the stream's rate.
    public long mediaTime() {
        return mediaTime;
    }

    /// Its length per channel, at the stream's rate.
    public int samples() {
        return samples;
    }

    /// Its packets, in order; views of the chunk's bytes.
    public List<Packet> packets() {
        ByteBuffer view = bytes.duplicate().position(HEAD_BYTES);
        WireReader in = new WireReader(view);
        int count = in.u8("packets");
        List<Packet> packets = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int packetSamples = in.u16("samples");
            packets.add(new Packet(packetSamples, in.slice(in.u16("length"), "packet")));
        }
        return packets;
    }

    /// Its extra fields, in order; views of the chunk's bytes.
    public List<Field> fields() {
        ByteBuffer view = bytes.duplicate().position(fieldsAt);
        WireReader in = new WireReader(view);
        int count = in.u8("fields");
        List<Field> fields = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int type = in.u16("type");
            fields.add(new Field(type, in.slice(in.u16("length"), "field")));
        }
        return fields;
    }

    /// The whole chunk as it travels, read-only: a fresh view of bytes that everybody shares.
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    /// Length of [#bytes].
    public int size() {
        return bytes.remaining();
    }

    /// Whether the station signed it.
    public boolean verify(StationId station, Verifier verifier) {
        int signed = bytes.remaining() - Signer.SIGNATURE_BYTES;
        return verifier.verify(
                station.key(), bytes.slice(0, signed), bytes.slice(signed, Signer.SIGNATURE_BYTES));
    }

    @Override
    public String toString() {
        return "chunk " + id + ", " + samples + " samples, " + size() + " bytes";
    }
}
