package radio.audio.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import radio.audio.CaptureSettings;
import radio.audio.MicrophoneStatus;
import radio.audio.Pcm;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Pipeline;

/// The component with its thread, on the machine's clock, before fake cards.
class MicrophoneTest {
    private static final CaptureSettings MONO = CaptureSettings.plain("", 1);

    private final AxonSystem system = new AxonSystem("test", Clock.system());
    private final Ear ear = new Ear();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void end() {
        never.countDown();
        system.close();
    }

    @Test
    void deviceThatVanishedIsClosedAndOpenedAgainAndNoMomentIsMissing() throws Exception {
        List<FakeInput> cards = new ArrayList<>();
        Microphone microphone =
                new Microphone(
                        MONO,
                        () -> {
                            FakeInput card = card();
                            cards.add(card);
                            return card;
                        });
        system.activate(Pipeline.of(microphone, ear));
        ear.until(block -> block.samples()[0] != 0);
        cards.getFirst().vanish();
        ear.until(block -> block.samples()[0] == 0);
        assertThat(microphone.status().losses()).isEqualTo(1);
        ear.until(block -> block.samples()[0] != 0);
        assertThat(cards).hasSize(2);
        assertThat(cards.getFirst().closed()).isTrue();
        ear.until(block -> microphone.status().flowing());
        assertThat(ear.seams).hasValue(0);
    }

    @Test
    void deviceThatIsNotThereYetIsTriedAgain() throws Exception {
        List<FakeInput> cards = new ArrayList<>();
        int[] tries = {0};
        Microphone microphone =
                new Microphone(
                        MONO,
                        () -> {
                            if (++tries[0] == 2) {
                                throw new UnusableDeviceException("microphone", "gone", "wait");
                            }
                            FakeInput card = card();
                            cards.add(card);
                            return card;
                        });
        system.activate(Pipeline.of(microphone, ear));
        ear.until(block -> block.samples()[0] != 0);
        cards.getFirst().vanish();
        ear.until(block -> block.samples()[0] == 0);
        ear.until(block -> block.samples()[0] != 0);
        assertThat(tries[0]).isEqualTo(3);
        assertThat(microphone.status().losses()).isEqualTo(1);
    }

    @Test
    void deviceThatHangsInItsDriverIsLeftBehind() throws Exception {
        List<FakeInput> cards = new ArrayList<>();
        Microphone microphone =
                new Microphone(
                        MONO,
                        () -> {
                            cards.add(card());
                            return cards.size() == 1
                                    ? new Stuck(cards.getFirst())
                                    : cards.getLast();
                        });
        system.activate(Pipeline.of(microphone, ear));
        ear.until(block -> block.samples()[0] == 0);
        ear.until(block -> block.samples()[0] != 0);
        MicrophoneStatus status = microphone.status();
        assertThat(status.losses()).isEqualTo(1);
        assertThat(cards.getFirst().closed()).isFalse();
        microphone.stop();
        system.run();
    }

    private FakeInput card() {
        return new FakeInput(
                Clock.system(), Pcm.RATE, 1, _ -> new short[] {1000}, 0, 480, 0, Pcm.RATE, 1);
    }

    /// A card whose driver never returns.
    private final class Stuck implements InputLine {
        private final InputLine line;

        Stuck(InputLine line) {
            this.line = line;
        }

        @Override
        public void start() {
            line.start();
        }

        @Override
        public int available() {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 0;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            return 0;
        }

        @Override
        public void close() {
            line.close();
        }
    }

    /// Hands blocks to the test and looks whether they follow each other.
    private static final class Ear extends Component {
        private final Inbox<Pcm> inbox = typedInbox(Pcm.class, "captured sound", Bound.DEFAULT);
        private final BlockingQueue<Pcm> blocks = new LinkedBlockingQueue<>();
        private long nextNanos = -1;
        private final AtomicInteger seams = new AtomicInteger();

        Ear() {
            super("ear");
        }

        @Override
        protected void run() {
            for (Pcm block : inbox.untilFinished()) {
                if (nextNanos >= 0 && Math.abs(block.unixNanos() - nextNanos) >= 1000) {
                    seams.incrementAndGet();
                }
                nextNanos = block.unixNanos() + Pcm.nanos(block.frames());
                blocks.add(block);
            }
        }

        /// Takes blocks until there is such a one.
        void until(Predicate<Pcm> wanted) throws InterruptedException {
            for (Pcm block = next(); !wanted.test(block); block = next()) {
                // Go on.
            }
        }

        private Pcm next() throws InterruptedException {
            Pcm block = blocks.poll(60, TimeUnit.SECONDS);
            if (block == null) {
                throw new AssertionError("no more sound");
            }
            return block;
        }
    }
}
