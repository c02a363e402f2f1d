package radio.simulation;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import radio.audio.Pcm;
import radio.audio.PcmToChunks;
import radio.audio.codec.OpusSettings;
import radio.audio.codec.OpusStream;
import radio.axon.AxonSystem;
import radio.axon.Backplane;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.axon.Pipeline;
import radio.axon.PublishTo;
import radio.axon.SubscribeTo;
import radio.peer.Ed25519Signer;
import radio.peer.Ed25519Verifier;
import radio.wire.Chunk;
import radio.wire.ChunkClass;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.StationId;
import radio.wire.StreamInfo;

/// What one chunk of 100 ms costs on its way: at the source from sound to the bytes before the
/// socket, at every other node from those bytes to the backplane. 96 kbit/s, stereo.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ChunkPathBenchmark {
    private static final int BLOCKS = 5;

    private final AxonSystem system = new AxonSystem("benchmark", Clock.system());
    private final Ed25519Signer station = Ed25519Signer.generate(new SecureRandom());
    private final StationId id = new StationId(station.publicKey());
    private final Ed25519Verifier verifier = new Ed25519Verifier();
    private final StreamInfo stream = OpusStream.info(0, new OpusSettings(96_000, 2));
    private final PcmToChunks programme = new PcmToChunks(stream, 1, station, 0);
    private final Source source = new Source();
    private final short[] music = new short[2 * Pcm.BLOCK_FRAMES * 50];
    private long block;
    private byte[] message = new byte[0];
    private ByteBuffer signed = ByteBuffer.allocate(0);
    private byte[] signature = new byte[0];
    private @Nullable PublicKey jdkKey;

    /// Sound that costs the encoder what music does: a chord and a little noise.
    @Setup
    public void setUp() throws GeneralSecurityException {
        RandomGenerator random = new SplittableRandom(1);
        for (int i = 0; i < music.length; i++) {
            int frame = i / 2;
            double t = frame / (double) Pcm.RATE;
            music[i] =
                    (short)
                            (4000 * Math.sin(t * 1382.3)
                                    + 3000 * Math.sin(t * 1741.6)
                                    + 2000 * Math.sin(t * 2073.5)
                                    + random.nextInt(-500, 500));
        }
        Pipeline listener = Pipeline.of(new SubscribeTo("air", Bound.dropOldest(64)), new Ear());
        PublishTo toAir = new PublishTo("air");
        system.link(source.chunks, toAir.inbox("inbox"));
        system.activate(new Backplane("air"), toAir, listener);
        Chunk chunk = encode();
        ByteBuffer head = MessageCodec.encodePushHead(ChunkClass.LIVE, 1, chunk.size());
        ByteBuffer all = ByteBuffer.allocate(head.remaining() + chunk.size());
        message = all.put(head).put(chunk.bytes()).array();
        ByteBuffer bytes = chunk.bytes();
        signed = bytes.slice(0, bytes.remaining() - 64);
        signature = new byte[64];
        bytes.get(bytes.remaining() - 64, signature);
        // What the JDK wants before the 32 bytes of an Ed25519 key (RFC 8410).
        byte[] encoded = HexFormat.of().parseHex("302a300506032b6570032100" + station.publicKey());
        jdkKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    @TearDown
    public void tearDown() {
        system.close();
    }

    /// 100 ms of sound -> five Opus packets -> chunk -> signature.
    @Benchmark
    public Chunk encodeAndSign() {
        return encode();
    }

    /// The whole of the source's part: encode, sign, publish, write what goes before the chunk.
    @Benchmark
    public ByteBuffer encodeSignPublishFrame() throws InterruptedException {
        Chunk chunk = encode();
        source.chunks.send(chunk);
        return MessageCodec.encodePushHead(ChunkClass.LIVE, 1, chunk.size());
    }

    /// The whole of a listener's part: bytes -> message -> good signature -> published.
    @Benchmark
    public Chunk frameVerifyPublish() throws InterruptedException {
        ByteBuffer copy = ByteBuffer.allocate(message.length - MessageCodec.PREFIX_BYTES);
        copy.put(message, MessageCodec.PREFIX_BYTES, copy.capacity()).flip();
        Message.Push push = (Message.Push) MessageCodec.decode(14, copy);
        if (!push.chunk().verify(id, verifier)) {
            throw new IllegalStateException("the signature is not good");
        }
        source.chunks.send(push.chunk());
        return push.chunk();
    }

    /// Reading a chunk's bytes alone.
    @Benchmark
    public Message decode() {
        return MessageCodec.decode(
                14,
                ByteBuffer.wrap(
                        message,
                        MessageCodec.PREFIX_BYTES,
                        message.length - MessageCodec.PREFIX_BYTES));
    }

    @Benchmark
    public boolean verify() {
        return verifier.verify(station.publicKey(), signed, ByteBuffer.wrap(signature));
    }

    /// The JDK's own Ed25519 on the same bytes.
    @Benchmark
    public boolean verifyJdk() throws GeneralSecurityException {
        Signature jdk = Signature.getInstance("Ed25519");
        jdk.initVerify(jdkKey);
        jdk.update(signed.duplicate());
        return jdk.verify(signature);
    }

    @Benchmark
    public byte[] sign() {
        return station.sign(signed);
    }

    private Chunk encode() {
        while (true) {
            List<Chunk> chunks = List.of();
            for (int i = 0; i < BLOCKS; i++) {
                short[] samples = new short[2 * Pcm.BLOCK_FRAMES];
                System.arraycopy(
                        music, (int) (block % 50) * samples.length, samples, 0, samples.length);
                List<Chunk> done = programme.add(new Pcm(samples, 2, block++ * Pcm.BLOCK_NANOS));
                chunks = done.isEmpty() ? chunks : done;
            }
            if (!chunks.isEmpty()) {
                return chunks.getFirst();
            }
        }
    }

    /// Whose outbox the benchmark's thread uses.
    private static final class Source extends Component {
        private final Outbox<Chunk> chunks = typedOutbox(Chunk.class, "chunks");

        Source() {
            super("source");
        }

        @Override
        protected void run() {}
    }

    private static final class Ear extends Component {
        private final Inbox<Chunk> inbox = typedInbox(Chunk.class, "chunks", Bound.dropOldest(64));

        Ear() {
            super("ear");
        }

        @Override
        protected void run() {
            long heard = 0;
            for (Chunk chunk : inbox.untilFinished()) {
                heard += chunk.samples();
            }
            log().debug("heard {} samples", heard);
        }
    }
}
