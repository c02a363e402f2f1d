package radio.peer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.ProducerFinished;
import radio.axon.Signal;
import radio.axon.SteppingSystem;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.Field;
import radio.wire.Packet;

class TitleHistoryTest {
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final long CHUNK_NANOS = 100_000_000;

    private final SteppingSystem system = AxonSystem.stepping(4);
    private final TitleHistory titles = new TitleHistory();
    private final Told told = new Told();
    private final long start = system.clock().nanoTime();
    private final long startUnixMillis = system.clock().unixNanos() / 1_000_000;

    @BeforeEach
    void begin() {
        system.link(titles.outbox("outbox"), told.heard);
        system.activate(titles, told);
    }

    @AfterEach
    void end() {
        system.close();
    }

    @Test
    void titlePlaysWhenItsSoundIsDueAndNotWhenItArrives() {
        hear(1, 3, "Für Elise ☃");
        system.runFor(DELAY.plusMillis(299));
        assertThat(titles.playing()).isEmpty();
        assertThat(titles.titles()).isEmpty();
        system.runFor(Duration.ofMillis(1));
        assertThat(titles.playing()).isEqualTo("Für Elise ☃");
        assertThat(titles.titles())
                .containsExactly(
                        new HeardTitle(
                                "Für Elise ☃", startUnixMillis + 1300, 3 * Chunks.SAMPLES, 1, 3));
        assertThat(told.all).isEqualTo(titles.titles());
    }

    @Test
    void titleThatIsSaidAgainIsNotANewOne() {
        for (int i = 0; i < 200; i += 50) {
            hear(1, i, "one");
        }
        hear(1, 201, "two");
        hear(1, 210, "one");
        system.runFor(Duration.ofMinutes(1));
        assertThat(names()).containsExactly("one", "two", "one");
    }

    @Test
    void emptyTitleEndsTheOneBeforeAndIsNotInTheHistory() {
        hear(1, 0, "one");
        hear(1, 5, "");
        hear(1, 55, "");
        system.runFor(DELAY.plusMillis(400));
        assertThat(titles.playing()).isEqualTo("one");
        system.runFor(Duration.ofMillis(100));
        assertThat(titles.playing()).isEmpty();
        assertThat(names()).containsExactly("one");
        assertThat(told.all).extracting(HeardTitle::title).containsExactly("one", "");
    }

    @Test
    void newEpochWithoutATitleEndsTheOldOnesTitle() {
        hear(1, 0, "one");
        hear(2, 1);
        system.runFor(DELAY.plusMillis(50));
        assertThat(titles.playing()).isEqualTo("one");
        system.runFor(Duration.ofSeconds(1));
        assertThat(titles.playing()).isEmpty();
    }

    @Test
    void restartedSourceThatPlaysTheSameTitleGoesOnWithIt() {
        hear(1, 0, "one");
        hear(2, 1, "one");
        system.runFor(Duration.ofSeconds(5));
        assertThat(titles.playing()).isEqualTo("one");
        assertThat(names()).containsExactly("one");
    }

    @Test
    void missingChunkChangesNothing() {
        hear(1, 0, "one");
        titles.inbox("inbox", Air.class)
                .offer(
                        new Air.Missing(
                                new ChunkId(1, 1, 1),
                                Chunks.SAMPLES,
                                Chunks.SAMPLES,
                                Chunks.STREAM,
                                due(1)));
        system.runFor(Duration.ofSeconds(5));
        assertThat(titles.playing()).isEqualTo("one");
    }

    @Test
    void lastFiftyAreKept() {
        for (int i = 0; i < 120; i++) {
            hear(1, i, "title " + i);
            system.runFor(Duration.ofMillis(100));
        }
        system.runFor(Duration.ofMinutes(1));
        assertThat(names()).hasSize(50).startsWith("title 70").endsWith("title 119");
        assertThat(titles.dropped()).isZero();
    }

    @Test
    void moreThanFiftyAtOnceAreCountedAndTheNewestStay() {
        for (int i = 0; i < 120; i++) {
            hear(1, i, "title " + i);
        }
        system.runFor(Duration.ofMinutes(1));
        assertThat(names()).hasSize(50).endsWith("title 119");
        assertThat(titles.dropped()).isEqualTo(70);
    }

    @Test
    void lastOfTwoTitlesInAChunkCountsAndForeignFieldsDoNot() {
        offer(
                1,
                0,
                List.of(
                        Field.title("first"),
                        Field.title("second"),
                        new Field(4711, ByteBuffer.wrap(new byte[] {'x'}))));
        system.runFor(Duration.ofSeconds(5));
        assertThat(names()).containsExactly("second");
    }

    @Test
    void hostileTitleIsOneLine() {
        offer(
                1,
                0,
                List.of(new Field(Field.TITLE, ByteBuffer.wrap("a\n\u001b[2J".getBytes(UTF_8)))));
        system.runFor(Duration.ofSeconds(5));
        assertThat(names()).containsExactly("a??[2J");
    }

    @Test
    void whatWasStillToComeWhenTheAirEndsIsInTheReport() {
        hear(1, 0, "one");
        hear(1, 5, "two");
        titles.inbox("control", Signal.class).offer(new ProducerFinished());
        system.runFor(Duration.ofMillis(1));
        assertThat(titles.isStopped()).isTrue();
        assertThat(names()).containsExactly("one", "two");
        assertThat(titles.titles().getLast().heardUnixMillis()).isEqualTo(startUnixMillis + 1500);
    }

    private void hear(long epoch, int number, String... title) {
        offer(epoch, number, Stream.of(title).map(Field::title).toList());
    }

    private void offer(long epoch, int number, List<Field> fields) {
        Chunk chunk =
                Chunk.sign(
                        new ChunkId(1, epoch, number),
                        (long) number * Chunks.SAMPLES,
                        List.of(new Packet(Chunks.SAMPLES, ByteBuffer.wrap(new byte[1]))),
                        fields,
                        Chunks.STATION);
        titles.inbox("inbox", Air.class)
                .offer(new Air.Heard(chunk, Chunks.STREAM, due(number), due(number)));
    }

    private long due(int number) {
        return start + DELAY.toNanos() + number * CHUNK_NANOS;
    }

    private List<String> names() {
        return titles.titles().stream().map(HeardTitle::title).toList();
    }

    /// Whoever wants to know at once.
    private static final class Told extends Component {
        private final Inbox<HeardTitle> heard =
                typedInbox(HeardTitle.class, "titles as they are heard", Bound.DEFAULT);
        private final List<HeardTitle> all = new ArrayList<>();

        Told() {
            super("told");
        }

        @Override
        protected void run() {
            for (HeardTitle title : heard.untilFinished()) {
                all.add(title);
            }
        }
    }
}
