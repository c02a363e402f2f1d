package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.audio.codec.OpusSettings;
import radio.audio.codec.OpusStream;
import radio.client.ClientReport;
import radio.peer.Ed25519Signer;
import radio.peer.KeyFile;
import radio.source.SourceReport;
import radio.wire.Chunk;
import radio.wire.ChunkClass;
import radio.wire.ChunkId;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.Packet;
import radio.wire.PeerId;
import radio.wire.StationHeader;
import radio.wire.StationId;
import radio.wire.StationLink;

/// Somebody means harm. What the others hear is untouched, what was tried is counted by name.
@Tag("e2e")
class HostileTest {
    private static final long SEED = 20_260_101;
    private static final int HELLO = 1;
    private static final int PUSH = 14;

    /// A heap may grow into what it was given; nothing else may grow.
    private static final long MAX_RESIDENT_BYTES = 500L << 20;

    @TempDir Path temp;

    private final SecureRandom random = new SecureRandom();

    @Test
    void sourceUnderAttackServesItsListenersAsIfNothingWere() throws Exception {
        System.out.println("seed of the noise: " + SEED);
        Path key = temp.resolve("station.key");
        Ed25519Signer stationKey = KeyFile.readOrMake(key, random);
        StationId station = new StationId(stationKey.publicKey());
        Ed25519Signer mallory = Ed25519Signer.generate(random);
        try (Nodes nodes = new Nodes(temp)) {
            String link = nodes.onAir("source", "--input", "tone", "--key", key.toString());
            int port = Nodes.port(link);
            NodeProcess good = nodes.listen("good", link, "--output", "none", "--buffer", "5s");
            nodes.untilHeard(good, 10);
            long residentBefore = Nodes.residentBytes(nodes.named("source"));

            List<Stranger> silent = new ArrayList<>();
            silent.add(halfHello(port, station));
            silent.add(Stranger.dial(port).shakeHands(station, Ed25519Signer.generate(random)));
            megabyteOfNoise(port);
            oversize(port, station, mallory);
            wrongVersion(port, station, mallory);
            PeerId victim =
                    new PeerId(
                            KeyFile.readOrMake(temp.resolve("good").resolve("node.key"), random)
                                    .publicKey());
            try (Stranger liar = Stranger.dial(port).claim(victim, station, mallory)) {
                assertThat(liar.hearAll()).isNotEmpty().allMatch(Message.Bye.class::isInstance);
            }
            unwantedChunks(port, station, stationKey);
            forgedHeader(port, stationKey);
            for (int i = 0; i < 500; i++) {
                silent.add(Stranger.dial(port));
            }
            for (Stranger stranger : silent) {
                stranger.hearAll();
                stranger.close();
            }

            nodes.untilHeard(good, Nodes.received(good) + 20);
            long residentAfter = Nodes.residentBytes(nodes.named("source"));
            System.out.printf(
                    "resident before %d kB, after %d kB%n",
                    residentBefore >> 10, residentAfter >> 10);
            assertThat(residentAfter).isLessThan(MAX_RESIDENT_BYTES);
            SourceReport source = nodes.endSource("source");
            ClientReport report = nodes.endWithLast(good, source);
            System.out.println("rejected by the source: " + source.rejected());

            assertThat(report.failures()).isEmpty();
            assertThat(report.chunksMissed()).isZero();
            assertThat(report.chunksDuplicate()).isZero();
            assertThat(report.outOfOrderToPlayer()).isZero();
            assertThat(report.lastSequence()).isEqualTo(source.chunksPublished() - 1);
            Map<String, Long> rejected = source.rejected();
            assertThat(sum(rejected, "malformed", "oversize", "protocol"))
                    .as("64 of noise, 2 oversize")
                    .isEqualTo(66);
            assertThat(rejected.get("oversize")).isGreaterThanOrEqualTo(2);
            assertThat(rejected).containsEntry("version", 1L);
            assertThat(rejected).containsEntry("badProof", 1L);
            assertThat(rejected).containsEntry("unsolicited", 2L);
            assertThat(rejected).containsEntry("forged", 1L);
            assertThat(rejected).containsEntry("banned", 1L);
            assertThat(sum(rejected, "silent", "busy"))
                    .as("half a HELLO, and 500 that never began")
                    .isGreaterThanOrEqualTo(501);
            assertThat(rejected.get("silentPeer")).as("proved, then silent").isPositive();
        }
    }

    private static Stranger halfHello(int port, StationId station) throws Exception {
        PeerId anybody = new PeerId(station.key());
        ByteBuffer hello =
                MessageCodec.encode(Stranger.hello(MessageCodec.MAJOR, anybody, station));
        Stranger stranger = Stranger.dial(port);
        stranger.say(hello.limit(hello.limit() / 2));
        return stranger;
    }

    private static void megabyteOfNoise(int port) throws Exception {
        Random noise = new Random(SEED);
        for (int i = 0; i < 64; i++) {
            byte[] bytes = new byte[16 * 1024];
            noise.nextBytes(bytes);
            try (Stranger stranger = Stranger.dial(port)) {
                stranger.sayIfHeard(bytes);
                assertThat(stranger.hearAll()).allMatch(Message.Bye.class::isInstance);
            }
        }
    }

    private static void oversize(int port, StationId station, Ed25519Signer mallory)
            throws Exception {
        try (Stranger stranger = Stranger.dial(port)) {
            stranger.say(prefix(HELLO, MessageCodec.limit(HELLO) + 1));
            assertThat(stranger.hearAll()).hasSize(1);
        }
        try (Stranger stranger = Stranger.dial(port).shakeHands(station, mallory)) {
            stranger.say(prefix(PUSH, 0xFF_FFFF));
            assertThat(stranger.hearAll()).isNotEmpty();
        }
    }

    private static ByteBuffer prefix(int type, int length) {
        return ByteBuffer.allocate(4).putInt(0, type << 24 | length);
    }

    private static void wrongVersion(int port, StationId station, Ed25519Signer mallory)
            throws Exception {
        try (Stranger stranger = Stranger.dial(port)) {
            stranger.say(
                    Stranger.hello(
                            MessageCodec.MAJOR + 1, new PeerId(mallory.publicKey()), station));
            assertThat(stranger.hearAll()).hasSize(1).allMatch(Message.Bye.class::isInstance);
        }
    }

    /// Chunks that nobody asked for: one forged, one genuine but old. A source hears nobody.
    private void unwantedChunks(int port, StationId station, Ed25519Signer stationKey)
            throws Exception {
        try (Stranger stranger =
                Stranger.dial(port).shakeHands(station, Ed25519Signer.generate(random))) {
            Chunk old = chunk(1, 5, stationKey);
            push(stranger, old.bytes());
            push(stranger, forged(old));
            awaitAnswer(stranger);
        }
    }

    /// A header of a later epoch that the station never signed: whoever brings it is banned.
    private void forgedHeader(int port, Ed25519Signer stationKey) throws Exception {
        StationId station = new StationId(stationKey.publicKey());
        Ed25519Signer forger = Ed25519Signer.generate(random);
        StationHeader genuine =
                StationHeader.sign(
                        Long.MAX_VALUE / 2,
                        0,
                        1,
                        1,
                        "taken over",
                        List.of(OpusStream.info(0, new OpusSettings(96_000, 2))),
                        stationKey);
        ByteBuffer bytes = ByteBuffer.allocate(genuine.bytes().remaining()).put(genuine.bytes());
        bytes.put(bytes.capacity() - 1, (byte) (bytes.get(bytes.capacity() - 1) ^ 1)).flip();
        try (Stranger stranger = Stranger.dial(port).shakeHands(station, forger)) {
            stranger.say(new Message.Header(StationHeader.parse(bytes)));
            stranger.hearAll();
        }
        try (Stranger again = Stranger.dial(port).shakeHands(station, forger)) {
            again.hearAll();
        }
    }

    /// Says something that is answered after everything said before has been dealt with.
    private static void awaitAnswer(Stranger stranger) throws Exception {
        stranger.say(new Message.Ping(7, 0));
        stranger.hearUntil(Message.Pong.class);
    }

    private static void push(Stranger stranger, ByteBuffer chunk) throws Exception {
        stranger.say(MessageCodec.encodePushHead(ChunkClass.LIVE, 1, chunk.remaining()), chunk);
    }

    private static Chunk chunk(long epoch, long sequence, Ed25519Signer key) {
        Packet silence = new Packet(4800, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        return Chunk.sign(
                new ChunkId(0, epoch, sequence), sequence * 4800, List.of(silence), List.of(), key);
    }

    private static ByteBuffer forged(Chunk chunk) {
        ByteBuffer bytes = ByteBuffer.allocate(chunk.size()).put(chunk.bytes()).flip();
        int last = bytes.limit() - 1;
        return bytes.put(last, (byte) (bytes.get(last) ^ 1));
    }

    private static long sum(Map<String, Long> rejected, String... names) {
        return List.of(names).stream().mapToLong(name -> rejected.getOrDefault(name, 0L)).sum();
    }

    @Test
    void listenerLeavesAParentThatReplaysAndForgesAndHearsEverythingFromAnother() throws Exception {
        Path key = temp.resolve("station.key");
        Ed25519Signer stationKey = KeyFile.readOrMake(key, random);
        try (Nodes nodes = new Nodes(temp)) {
            String link = nodes.onAir("source", "--input", "tone", "--key", key.toString());
            StationLink station = StationLink.parse(link);
            try (Tap tap = Tap.on(temp, link)) {
                nodes.until("the tap hears", () -> tap.count() > 10);
                StationHeader header = tap.header().orElseThrow();
                long first = tap.newest();
                Chunk old = chunk(header.epoch() - 1, first, stationKey);
                Chunk next = chunk(header.epoch(), first, stationKey);
                Chunk forged = Chunk.parse(forged(next));
                try (BadParent bad =
                        BadParent.of(station.station(), header, first, List.of(old, old, forged))) {
                    Path out = temp.resolve("heard.wav");
                    String trap =
                            "radio://127.0.0.1:"
                                    + bad.port()
                                    + ","
                                    + station.addresses().getFirst()
                                    + "/"
                                    + station.station();
                    NodeProcess listener =
                            nodes.listen("listener", trap, "--output", "file:" + out);
                    nodes.untilHeard(listener, 30);
                    SourceReport source = nodes.endSource("source");
                    ClientReport report = nodes.endWithLast(listener, source);
                    System.out.println("rejected by the listener: " + report.rejected());

                    assertThat(bad.grafts()).isEqualTo(1);
                    assertThat(report.rejected()).containsEntry("replayed", 2L);
                    assertThat(report.rejected()).containsEntry("forged", 1L);
                    assertThat(report.parents()).hasSizeGreaterThanOrEqualTo(2);
                    assertThat(report.failures()).isEmpty();
                    assertThat(report.chunksMissed()).isZero();
                    assertThat(report.lastSequence()).isEqualTo(source.chunksPublished() - 1);
                    nodes.until(
                            "the tap has the last chunk",
                            () -> tap.newest() == report.lastSequence());
                    assertThat(Sounds.recorded(out))
                            .isEqualTo(Sounds.decoded(tap.from(report.firstSequence()), 2));
                }
            }
        }
    }
}
