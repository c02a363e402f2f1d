package radio.audio;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import radio.audio.codec.OpusPacketDecoder;
import radio.audio.codec.OpusSettings;
import radio.audio.codec.OpusStream;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.Packet;
import radio.wire.PublicKey;
import radio.wire.Signer;
import radio.wire.StreamInfo;

/// A station for tests: a tone on air, without keys worth the name.
public record Station(StreamInfo stream, long epoch, List<Chunk> chunks) {

    static final long ANCHOR = 1_700_000_000_000_000_000L;
    public static final Signer SIGNER =
            new Signer() {
                @Override
                public PublicKey publicKey() {
                    return new PublicKey(1, 2, 3, 4);
                }

                @Override
                public byte[] sign(ByteBuffer message) {
                    return new byte[SIGNATURE_BYTES];
                }
            };

    /// So many chunks of a 1 kHz tone, 12 dB below full scale.
    static Station onAir(int chunks) {
        return onAir(96_000, 2, 1, chunks);
    }

    static Station onAir(int bitrate, int channels, long epoch, int chunks) {
        StreamInfo stream = OpusStream.info(1, new OpusSettings(bitrate, channels));
        PcmToChunks stages = new PcmToChunks(stream, epoch, SIGNER, ANCHOR);
        List<Chunk> all = new ArrayList<>();
        for (long block = 0; all.size() < chunks; block++) {
            all.addAll(stages.add(tone(block, channels, ANCHOR)));
        }
        return new Station(stream, epoch, all);
    }

    /// Block number n of the tone, at its time.
    static Pcm tone(long block, int channels, long startUnixNanos) {
        short[] samples = new short[Pcm.BLOCK_FRAMES * channels];
        for (int i = 0; i < samples.length; i++) {
            long frame = block * Pcm.BLOCK_FRAMES + i / channels;
            samples[i] =
                    (short)
                            Math.round(
                                    8192
                                            * Math.sin(
                                                    2
                                                            * Math.PI
                                                            * 1000
                                                            * (frame % Pcm.RATE)
                                                            / Pcm.RATE));
        }
        return new Pcm(samples, channels, startUnixNanos + block * Pcm.BLOCK_NANOS);
    }

    /// Chunk `index` as the air brings it, due so long after its media time.
    Air heard(int index, long delayNanos) {
        Chunk chunk = chunks.get(index);
        return new Air.Heard(
                chunk, stream, ANCHOR + stream.nanosOf(chunk.mediaTime()), due(index, delayNanos));
    }

    Air missing(int index, long delayNanos) {
        Chunk chunk = chunks.get(index);
        return new Air.Missing(
                chunk.id(), chunk.mediaTime(), chunk.samples(), stream, due(index, delayNanos));
    }

    long due(int index, long delayNanos) {
        return stream.nanosOf(chunks.get(index).mediaTime()) + delayNanos;
    }

    /// What a fresh decoder makes of the packets of these chunks.
    short[] decode(int from, int until) {
        OpusPacketDecoder decoder = new OpusPacketDecoder(stream.channels());
        short[] all = new short[0];
        for (Chunk chunk : chunks.subList(from, until)) {
            for (Packet packet : chunk.packets()) {
                byte[] bytes = new byte[packet.data().remaining()];
                packet.data().duplicate().get(bytes);
                all = join(all, decoder.decode(bytes, packet.samples()).orElseThrow());
            }
        }
        return all;
    }

    static short[] join(short[] a, short[] b) {
        short[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    static short[] join(List<Pcm> blocks) {
        short[] all = new short[blocks.stream().mapToInt(b -> b.samples().length).sum()];
        int at = 0;
        for (Pcm block : blocks) {
            System.arraycopy(block.samples(), 0, all, at, block.samples().length);
            at += block.samples().length;
        }
        return all;
    }

    /// A chunk of these packets, at the place of another.
    static Chunk forged(ChunkId id, long mediaTime, List<Packet> packets) {
        return Chunk.sign(id, mediaTime, packets, List.of(), SIGNER);
    }
}
