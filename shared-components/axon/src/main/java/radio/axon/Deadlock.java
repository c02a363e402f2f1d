package radio.axon;

import java.util.ArrayList;
import java.util.List;

/// Looks for a ring of components each of which waits for room in the next one's full inbox. The
/// last one to start waiting closes the ring and sees all of it.
final class Deadlock {
    private Deadlock() {}

    static void look(Component from) {
        List<String> ring = new ArrayList<>();
        Component at = from;
        do {
            Inbox<?> on = at.mailbox().blockedOn();
            if (on == null || !on.isFull() || ring.size() > 1000) {
                return;
            }
            ring.add(at.name());
            at = on.component();
        } while (!at.equals(from));
        AxonSystem system = from.systemOrNull();
        if (system != null) {
            system.deadlocked(ring);
        }
    }
}
