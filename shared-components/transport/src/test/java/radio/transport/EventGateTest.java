package radio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import radio.wire.Reason;

class EventGateTest {
    private final List<TransportEvent> taken = new ArrayList<>();
    private final ArrayDeque<Runnable> onSpace = new ArrayDeque<>();
    private int room;
    private final EventGate gate =
            new EventGate(
                    event -> {
                        if (room == 0) {
                            return false;
                        }
                        room--;
                        taken.add(event);
                        return true;
                    },
                    onSpace::add,
                    Runnable::run);

    private void failed(String text) {
        gate.dialFailed(new TransportEvent.DialFailed(List.of(), Reason.LOST, text, 0, List.of()));
    }

    private List<String> texts() {
        return taken.stream().map(event -> ((TransportEvent.DialFailed) event).text()).toList();
    }

    @Test
    void eventsWaitInOrderUntilThereIsRoom() {
        room = 1;
        failed("a");
        failed("b");
        failed("c");
        assertThat(texts()).containsExactly("a");
        assertThat(gate.waiting()).isEqualTo(2);
        room = 1;
        onSpace.remove().run();
        assertThat(texts()).containsExactly("a", "b");
        failed("d"); // there is no room, and if there were: "c" is before it
        room = 9;
        failed("e");
        assertThat(texts()).containsExactly("a", "b");
        onSpace.remove().run();
        assertThat(texts()).containsExactly("a", "b", "c", "d", "e");
        assertThat(onSpace).isEmpty();
        failed("f");
        assertThat(texts()).endsWith("e", "f");
    }

    @Test
    void closedGateForgets() {
        failed("a");
        gate.close();
        room = 9;
        failed("b");
        onSpace.remove().run();
        assertThat(taken).isEmpty();
        assertThat(gate.waiting()).isZero();
    }
}
