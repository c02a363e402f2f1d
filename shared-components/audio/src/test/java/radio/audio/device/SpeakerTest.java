package radio.audio.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import radio.audio.Pacer;
import radio.audio.Tone;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.Pipeline;

/// The component with its thread, on cards that behave badly; what is played when is for
/// `SpeakerPlayoutTest`.
class SpeakerTest {

    private final AxonSystem system = new AxonSystem("test", Clock.system());
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    @AfterEach
    void end() throws InterruptedException {
        stuck.countDown();
        system.shutdown();
        system.awaitEnd(Duration.ofSeconds(30));
        system.close();
    }

    @Test
    void callThatHangsIsLeftBehindAndTheDeviceOpenedAnew() throws InterruptedException {
        Speaker speaker = Speaker.on(() -> new Line(opened.incrementAndGet() == 1 ? 20 : 0), 80);
        system.activate(Pipeline.of(new Tone(2), new Pacer(), speaker));
        until(() -> speaker.status().reopenings() == 1);
        SpeakerStatus status = speaker.status();
        assertThat(status.losses()).isEqualTo(1);
        assertThat(status.away()).isFalse();
        assertThat(opened).hasValue(2);
        assertThat(closed).hasValue(0);
        stuck.countDown();
        until(() -> closed.get() == 1);
        assertThat(speaker.status().losses()).isEqualTo(1);
    }

    @Test
    void blocksAreTakenWhileNothingAnswers() throws InterruptedException {
        Speaker speaker = Speaker.on(() -> new Line(1), 80);
        system.activate(Pipeline.of(new Tone(2), new Pacer(), speaker));
        until(() -> speaker.status().discardedMillis() > 1_000);
        assertThat(speaker.isStopped()).isFalse();
        assertThat(speaker.status().losses()).isEqualTo(1);
    }

    private void until(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 6_000 && !condition.getAsBoolean(); i++) {
            system.awaitEnd(Duration.ofMillis(10));
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    /// Plays by the machine's clock until it hangs.
    private final class Line implements OutputLine {
        private final int hangsAtCall;
        private final long startNanos = Clock.system().nanoTime();
        private int calls;

        /// @param hangsAtCall which of the looks at its position does not return; 0: none
        Line(int hangsAtCall) {
            this.hangsAtCall = hangsAtCall;
        }

        @Override
        public int write(byte[] bytes, int offset, int length) {
            return length;
        }

        @Override
        public int available() {
            return AudioDevices.LINE_FRAMES * FRAME_BYTES;
        }

        @Override
        public long framePosition() {
            if (++calls == hangsAtCall) {
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return (Clock.system().nanoTime() - startNanos) / 20_000_000 * 960;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
