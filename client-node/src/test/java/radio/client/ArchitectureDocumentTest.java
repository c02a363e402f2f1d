package radio.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import radio.axon.AxonSystem;
import radio.axon.Backplane;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Pipeline;
import radio.axon.ProducerFinished;
import radio.axon.Signal;
import radio.axon.SubscribeTo;
import radio.peer.Ed25519Signer;
import radio.peer.Node;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.Codec;
import radio.wire.Field;
import radio.wire.Packet;
import radio.wire.StreamInfo;

/// Keeps the example in `docs/architecture.md` true.
@Timeout(30)
class ArchitectureDocumentTest {
    private static final StreamInfo STREAM =
            new StreamInfo(0, Codec.OPUS, 48_000, 2, 96_000, 4800, ByteBuffer.allocate(0));

    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    @Test
    void theTapInTheDocumentIsTheOneThatCompiles() throws IOException {
        String document = Files.readString(Path.of("../docs/architecture.md"));
        String source = Files.readString(Path.of("src/test/java/radio/client/Titles.java"));
        assertThat(document).contains(source.substring(source.indexOf("final class Titles")));
        assertThat(document)
                .contains("Pipeline.of(new SubscribeTo(Node.AIR), new Titles(), printer)");
    }

    @Test
    void theTapInTheDocumentHearsTheAir() throws InterruptedException {
        try (AxonSystem system = new AxonSystem("tapped", Clock.system())) {
            Backplane air = new Backplane(Node.AIR);
            Component printer = new Printer();
            system.activate(air);
            system.activate(Pipeline.of(new SubscribeTo(Node.AIR), new Titles(), printer));
            Inbox<Air> publish = air.inbox("inbox", Air.class);
            publish.offer(item(0, List.of(Field.title("One"))));
            publish.offer(item(1, List.of()));
            publish.offer(item(2, List.of(Field.title("Two"))));
            air.inbox("control", Signal.class).offer(new ProducerFinished());
            assertThat(system.awaitEnd(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(heard).containsExactly("One", "Two");
    }

    private static Air item(long sequence, List<Field> fields) {
        Chunk chunk =
                Chunk.sign(
                        new ChunkId(0, 1, sequence),
                        sequence * 4800,
                        List.of(new Packet(4800, ByteBuffer.allocate(1))),
                        fields,
                        Ed25519Signer.of(new byte[32]));
        return new Air.Heard(chunk, STREAM, 0, 0);
    }

    private final class Printer extends Component {
        private final Inbox<String> lines = typedInbox(String.class, "lines", Bound.DEFAULT);

        Printer() {
            super("printer");
        }

        @Override
        protected void run() {
            for (String line : lines.untilFinished()) {
                heard.add(line);
            }
        }
    }
}
