package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SmokeTest {
    static final class Count extends Component {
        private final Outbox<Integer> out = typedOutbox(Integer.class, "numbers");
        private final int to;

        Count(int to) {
            super("count");
            this.to = to;
        }

        @Override
        protected void run() throws InterruptedException {
            for (int i = 0; i < to; i++) {
                out.send(i);
            }
        }
    }

    static final class Collect extends Component {
        private final Inbox<Integer> in;
        final List<Integer> got = new ArrayList<>();

        Collect(Bound b) {
            super("collect");
            in = typedInbox(Integer.class, "numbers", b);
        }

        @Override
        protected void run() {
            for (int i : in.untilFinished()) {
                got.add(i);
            }
        }
    }

    @Test
    void pipelineWorks() throws Exception {
        try (AxonSystem system = new AxonSystem("s", Clock.system())) {
            Collect c = new Collect(Bound.blocking(10));
            system.activate(Pipeline.of(new Count(100_000), c));
            system.run();
            assertThat(c.got).hasSize(100_000);
        }
    }

    @Test
    void backplaneWorks() throws Exception {
        try (AxonSystem system = new AxonSystem("s", Clock.system())) {
            Collect c = new Collect(Bound.blocking(10));
            Collect d = new Collect(Bound.blocking(10));
            Backplane air = new Backplane("air");
            system.activate(air);
            system.activate(Pipeline.of(new SubscribeTo("air", Bound.blocking(50)), c));
            system.activate(Pipeline.of(new SubscribeTo("air", Bound.dropOldest(100_000)), d));
            Pipeline p = Pipeline.of(new Count(100_000), new PublishTo("air"));
            system.activate(p);
            while (!p.isStopped() && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            air.control().offer(new ProducerFinished());
            system.run();
            assertThat(c.got).hasSize(100_000);
            assertThat(d.got).hasSize(100_000);
        }
    }

    @Test
    void steppingWorks() {
        try (SteppingSystem system = AxonSystem.stepping(1)) {
            Collect c = new Collect(Bound.blocking(3));
            system.activate(Pipeline.of(new Count(1000), c));
            system.run();
            assertThat(c.got).hasSize(1000);
        }
    }
}
