package radio.web;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import radio.audio.codec.OpusHead;
import radio.audio.codec.OpusPacketEncoder;
import radio.audio.codec.OpusSettings;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.Codec;
import radio.wire.Field;
import radio.wire.Packet;
import radio.wire.PublicKey;
import radio.wire.Signer;
import radio.wire.StreamInfo;

/// What a station of these tests has on air: chunk after chunk of a tone, each due when it should.
final class Chunks {
    static final int CHUNK = 4800;
    static final long CHUNK_NANOS = 100_000_000;

    static final StreamInfo STEREO =
            new StreamInfo(
                    0,
                    Codec.OPUS,
                    48_000,
                    2,
                    96_000,
                    CHUNK,
                    ByteBuffer.wrap(new OpusHead(2, 312).bytes()));

    private static final Signer NOBODY =
            new Signer() {
                @Override
                public PublicKey publicKey() {
                    return PublicKey.of(new byte[PublicKey.BYTES]);
                }

                @Override
                public byte[] sign(ByteBuffer message) {
                    return new byte[SIGNATURE_BYTES];
                }
            };

    private final StreamInfo stream;
    private final OpusPacketEncoder encoder = new OpusPacketEncoder(new OpusSettings(96_000, 2));
    private long epoch;
    private long dueNanos;
    private long sequence;
    private long mediaTime;
    private int frame;

    /// @param dueNanos when media time 0 is due
    Chunks(StreamInfo stream, long epoch, long dueNanos) {
        this.stream = stream;
        this.epoch = epoch;
        this.dueNanos = dueNanos;
    }

    /// A source that was started again: counts from 0 in a new epoch.
    void restart(long firstDueNanos) {
        epoch++;
        sequence = 0;
        mediaTime = 0;
        dueNanos = firstDueNanos;
    }

    long dueNanos() {
        return dueNanos + stream.nanosOf(mediaTime);
    }

    long mediaTime() {
        return mediaTime;
    }

    /// The next 100 ms of a tone.
    Air.Heard next(Field... fields) {
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            short[] samples = new short[960 * 2];
            for (int s = 0; s < samples.length; s++) {
                samples[s] =
                        (short) (8000 * Math.sin((frame + s / 2) * 2 * Math.PI * 440 / 48_000));
            }
            frame += 960;
            packets.add(new Packet(960, ByteBuffer.wrap(encoder.encode(samples))));
        }
        return heard(packets, fields);
    }

    Air.Heard heard(List<Packet> packets, Field... fields) {
        ChunkId id = new ChunkId(stream.id(), epoch, sequence);
        Chunk chunk = Chunk.sign(id, mediaTime, packets, List.of(fields), NOBODY);
        long due = dueNanos();
        pass(chunk.samples());
        return new Air.Heard(chunk, stream, due - 1_000_000_000, due);
    }

    /// The next 100 ms, which nobody has.
    Air.Missing missing() {
        Air.Missing hole =
                new Air.Missing(
                        new ChunkId(stream.id(), epoch, sequence),
                        mediaTime,
                        CHUNK,
                        stream,
                        dueNanos());
        pass(CHUNK);
        return hole;
    }

    /// Lets a chunk be lost without a word.
    void skip() {
        pass(CHUNK);
    }

    private void pass(int samples) {
        sequence++;
        mediaTime += samples;
    }
}
