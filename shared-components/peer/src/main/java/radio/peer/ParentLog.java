package radio.peer;

import java.util.ArrayList;
import java.util.List;
import radio.wire.PeerId;

/// Which parents this node has had, and how long it was without sound from any: bounded history for
/// the report, exact figures for the whole life.
final class ParentLog {
    private static final int MAX_PERIODS = 1000;

    private final List<Period> periods = new ArrayList<>();
    private final Millis outages = new Millis();
    private long found;
    private long lostNanos;
    private boolean waiting;

    /// @param untilNanos [Long#MAX_VALUE] while it lasts
    record Period(PeerId peer, int hop, long fromNanos, long untilNanos) {}

    void found(PeerId peer, int hop, long nowNanos) {
        found++;
        if (periods.size() == MAX_PERIODS) {
            periods.removeFirst();
        }
        periods.add(new Period(peer, hop, nowNanos, Long.MAX_VALUE));
    }

    void lost(long nowNanos) {
        if (!periods.isEmpty() && periods.getLast().untilNanos() == Long.MAX_VALUE) {
            Period last = periods.removeLast();
            periods.add(new Period(last.peer(), last.hop(), last.fromNanos(), nowNanos));
        }
        if (!waiting) {
            waiting = true;
            lostNanos = nowNanos;
        }
    }

    /// A chunk has come: an outage, if there was one, is over.
    void chunk(long nowNanos) {
        if (waiting) {
            waiting = false;
            outages.add(nowNanos - lostNanos);
        }
    }

    List<Period> periods() {
        return List.copyOf(periods);
    }

    /// Times from the loss of a parent to the next chunk of a new one.
    Millis outages() {
        return outages;
    }

    /// Parents after the first.
    long reparented() {
        return Math.max(0, found - 1);
    }
}
