package radio.simulation;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import picocli.CommandLine;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Pipeline;
import radio.axon.SubscribeTo;
import radio.overlay.OverlaySettings;
import radio.peer.KeyFile;
import radio.peer.Node;
import radio.peer.NodeOptions;
import radio.peer.RelaySettings;
import radio.peer.SoundStatus;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.Field;
import radio.wire.StationHeader;
import radio.wire.StationLink;

/// A whole client node inside the test, which keeps what is on air. It serves nobody.
final class Tap implements AutoCloseable {
    private final AxonSystem system = new AxonSystem("tap", Clock.system());
    private final ByteArrayOutputStream words = new ByteArrayOutputStream();
    private final Recorder recorder = new Recorder();
    private final Node node;

    private Tap(Path folder, String link) {
        StationLink station = StationLink.parse(link);
        NodeOptions options = new NodeOptions();
        new CommandLine(options).parseArgs("--slots", "0", "--bind", "127.0.0.1");
        node =
                new Node(
                        system,
                        "client",
                        station.station(),
                        KeyFile.readOrMake(folder.resolve("tap.key"), new SecureRandom()),
                        options,
                        0,
                        OverlaySettings.defaults().withCatchUpNanos(30_000_000_000L),
                        new RelaySettings(station.addresses(), Optional.of(10_000_000_000L)));
        system.activate(
                Pipeline.of(new SubscribeTo(Node.AIR, Bound.dropOldest(100_000)), recorder));
    }

    /// @param folder for its key
    static Tap on(Path folder, String link) {
        Tap tap = new Tap(folder, link);
        tap.node.activate(
                new PrintStream(tap.words, true, StandardCharsets.UTF_8),
                false,
                () -> SoundStatus.NONE);
        return tap;
    }

    /// Chunks heard so far.
    int count() {
        return recorder.heard.size();
    }

    /// The sequence number that was on air last; -1 before the first.
    long newest() {
        List<Air> heard = recorder.heard;
        return heard.isEmpty() ? -1 : heard.getLast().id().sequence();
    }

    /// All chunks from a sequence number on; they must be there, one after the other.
    List<Chunk> from(long sequence) {
        List<Chunk> chunks = new ArrayList<>();
        long next = sequence;
        for (Air air : recorder.heard) {
            if (air.id().sequence() < sequence) {
                continue;
            }
            if (!(air instanceof Air.Heard heard) || air.id().sequence() != next++) {
                throw new AssertionError("the tap wanted chunk " + (next - 1) + ", not " + air);
            }
            chunks.add(heard.chunk());
        }
        return chunks;
    }

    /// The station's header, once there is one.
    Optional<StationHeader> header() {
        return node.relay().status().header();
    }

    static List<String> titles(List<Chunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.fields().stream())
                .filter(field -> field.type() == Field.TITLE)
                .map(Field::text)
                .toList();
    }

    @Override
    public void close() {
        system.close();
    }

    private static final class Recorder extends Component {
        private final Inbox<Air> air = typedInbox(Air.class, "what is on air", Bound.unlimited());
        private final List<Air> heard = new CopyOnWriteArrayList<>();

        Recorder() {
            super("recorder");
        }

        @Override
        protected void run() {
            for (Air item : air.untilFinished()) {
                heard.add(item);
            }
        }
    }
}
