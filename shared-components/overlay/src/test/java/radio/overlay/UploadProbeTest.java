package radio.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import radio.wire.Message;

/// A source that finds out its upload, with children that say how far they have got.
class UploadProbeTest {
    private static final int SLOTS = 8;

    private final Bench bench =
            Bench.source(settings ->
                    settings.withSlots(SLOTS)
                            .withUploadBitsPerSecond(OverlaySettings.MEASURED_UPLOAD));
    private final List<Integer> children = new ArrayList<>();
    private int sequence;

    /// One more wants in.
    ///
    /// @return whether it got a slot
    private boolean ask(int peer) {
        bench.link(peer);
        bench.hear(peer, new Message.Graft(0, 0, 0));
        boolean accepted = !bench.said(peer, Message.Grafted.class).isEmpty();
        if (accepted) {
            children.add(peer);
        }
        return accepted;
    }

    /// Time on air; each child has everything but the chunks of so many milliseconds.
    private void pass(int seconds, int behindMillis) {
        for (int i = 0; i < 10 * seconds; i++) {
            bench.give(new Event.Broadcast(Fakes.chunk(1, sequence)));
            for (int child : children) {
                bench.hear(child, new Message.Ping(sequence, 0));
                if (i % 10 == 0) {
                    long newest = Math.max(0, sequence - behindMillis / 100);
                    bench.hear(child, new Message.Have(0, 1, newest, 20, -1L, 50, 0));
                }
            }
            bench.runMillis(100);
            sequence++;
        }
    }

    private void fill() {
        for (int peer = 10; children.size() < SLOTS; peer++) {
            ask(peer);
            pass(3, 0);
        }
    }

    @Test
    void itBeginsWithFour() {
        pass(1, 0);
        for (int peer = 1; peer <= 4; peer++) {
            assertThat(ask(peer)).isTrue();
        }
        assertThat(ask(5)).isFalse();
    }

    @Test
    void itTakesOneMoreWhileSomebodyWantsInAndAllIsWell() {
        pass(1, 0);
        for (int peer = 1; peer <= 4; peer++) {
            ask(peer);
        }
        pass(10, 0);
        assertThat(ask(5)).as("nobody wanted in").isFalse();
        pass(3, 0);
        assertThat(ask(6)).isTrue();
        assertThat(ask(7)).isFalse();
        fill();
        assertThat(bench.overlay.children()).hasSize(SLOTS);
        assertThat(bench.count(Counter.UPLOAD_CUT)).isZero();
    }

    @Test
    void whenChildrenAreLateTheNewestMoves() {
        pass(1, 0);
        fill();
        long before = bench.overlay.uploadBitsPerSecond();
        bench.forget();
        pass(3, 1_000);
        assertThat(bench.count(Counter.UPLOAD_CUT)).isEqualTo(1);
        assertThat(bench.overlay.uploadBitsPerSecond()).isBetween(before / 2, before * 3 / 4);
        List<Integer> moved = new ArrayList<>();
        for (int child : children) {
            if (!bench.said(child, Message.Move.class).isEmpty()) {
                moved.add(child);
            }
        }
        assertThat(moved).isEqualTo(children.subList(5, SLOTS));
    }

    @Test
    void oneLateChildOfManyIsItsOwnAffair() {
        pass(1, 0);
        fill();
        int slow = children.removeFirst();
        for (int i = 0; i < 10; i++) {
            bench.hear(slow, new Message.Ping(100 + i, 0));
            bench.hear(slow, new Message.Have(0, 1, sequence - 15L, 20, -1L, 50, 0));
            pass(1, 0);
        }
        assertThat(bench.count(Counter.UPLOAD_CUT)).isZero();
    }
}
