package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import radio.axon.AxonSystem;
import radio.axon.Component;
import radio.axon.Outbox;
import radio.axon.Pipeline;
import radio.axon.ProducerFinished;
import radio.axon.Shutdown;
import radio.axon.SteppingSystem;

class PacerTest {

    private final SteppingSystem system = AxonSystem.stepping(3);
    private final long start = system.clock().unixNanos();

    @AfterEach
    void end() {
        system.close();
    }

    /// Sends so many blocks as fast as it can, the last one of `lastFrames`.
    private static final class Eager extends Component {
        private final Outbox<Pcm.Untimed> outbox = typedOutbox(Pcm.Untimed.class, "blocks");
        private final int blocks;
        private final int lastFrames;
        final AtomicInteger sent = new AtomicInteger();

        Eager(int blocks, int lastFrames) {
            super("eager");
            this.blocks = blocks;
            this.lastFrames = lastFrames;
        }

        @Override
        protected void run() throws InterruptedException {
            for (int n = 0; n < blocks; n++) {
                int frames = n == blocks - 1 ? lastFrames : Pcm.BLOCK_FRAMES;
                outbox.send(new Pcm.Untimed(new short[frames], 1, "block " + n));
                sent.incrementAndGet();
            }
        }
    }

    @Test
    void queuedBlocksAreSentAtTheirTimeAfterTheSourceHasEnded() {
        Eager eager = new Eager(50, 100);
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        Pipeline pipeline = Pipeline.of(eager, new Pacer(500), gather);
        system.activate(pipeline);
        system.runFor(Duration.ofMillis(1));
        assertThat(eager.isStopped()).isTrue();
        system.run();
        assertThat(gather.messages).hasSize(50);
        for (int n = 0; n < 50; n++) {
            assertThat(gather.messages.get(n).title()).isEqualTo("block " + n);
            assertThat(gather.messages.get(n).unixNanos()).isEqualTo(start + n * Pcm.BLOCK_NANOS);
        }
        assertThat(gather.atUnixNanos)
                .isEqualTo(gather.messages.stream().map(Pcm::unixNanos).toList());
        assertThat(gather.messages.getLast().frames()).isEqualTo(100);
        assertThat(pipeline.ending()).containsInstanceOf(ProducerFinished.class);
    }

    @Test
    void sourceRunsAheadAsFarAsItMayAndNoFurther() {
        Eager eager = new Eager(10_000, 960);
        Pacer pacer = new Pacer(20);
        system.activate(Pipeline.of(eager, pacer, new NullSink()));
        system.runFor(Duration.ofSeconds(1).plusMillis(1));
        // 51 have left, one waits in the pacer's hand for its time, twenty in its inbox.
        assertThat(eager.sent.get()).isEqualTo(51 + 1 + 20);
        assertThat(pacer.inbox("inbox").highWater()).isEqualTo(20);
    }

    @Test
    void stoppedPacerDoesNotPlayOutItsQueue() {
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        Pipeline pipeline = Pipeline.of(new Eager(10_000, 960), new Pacer(500), gather);
        system.activate(pipeline);
        system.runFor(Duration.ofMillis(90));
        pipeline.stop();
        system.run();
        assertThat(gather.messages).hasSize(5);
        assertThat(pipeline.ending()).containsInstanceOf(Shutdown.class);
        assertThat(system.clock().unixNanos() - start).isLessThan(100_000_000);
    }

    @Test
    void timeBeginsWithTheFirstBlockHoweverLateItComes() {
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        Pacer pacer = new Pacer();
        Pipeline pipeline = Pipeline.of(pacer, gather);
        system.activate(pipeline);
        system.runFor(Duration.ofSeconds(5));
        system.activate(Pipeline.of(new Eager(2, 960), new Into(pipeline)));
        system.runFor(Duration.ofSeconds(1));
        assertThat(gather.messages)
                .extracting(Pcm::unixNanos)
                .isEqualTo(List.of(start + 5_000_000_000L, start + 5_020_000_000L));
        assertThat(pacer.stalls()).isZero();
    }

    /// Passes blocks on into another pipeline.
    private static final class Into extends Component {
        private final radio.axon.Inbox<Pcm.Untimed> inbox =
                typedInbox(Pcm.Untimed.class, "blocks", radio.axon.Bound.blocking(1));
        private final Pipeline to;

        Into(Pipeline to) {
            super("into");
            this.to = to;
        }

        @Override
        protected void run() {
            for (Pcm.Untimed block : inbox.untilFinished()) {
                to.inbox("inbox", Pcm.Untimed.class).offer(block);
            }
        }
    }
}
