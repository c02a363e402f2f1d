package radio.transport;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// The counters of one transport. Counted on event loops, read anywhere.
final class Totals {
    final LongAdder bytesUp = new LongAdder();
    final LongAdder bytesDown = new LongAdder();
    final LongAdder chunkBytesUp = new LongAdder();
    final LongAdder chunkBytesDown = new LongAdder();
    final LongAdder chunksUp = new LongAdder();
    final LongAdder chunksDown = new LongAdder();
    final LongAdder chunksDropped = new LongAdder();
    final LongAdder unknown = new LongAdder();

    /// Connections that ended by a fault of this node: never, one hopes.
    final LongAdder faults = new LongAdder();

    private final EnumMap<Rejection, LongAdder> rejected = new EnumMap<>(Rejection.class);

    Totals() {
        for (Rejection kind : Rejection.values()) {
            rejected.put(kind, new LongAdder());
        }
    }

    void count(Rejection kind) {
        counter(kind).increment();
    }

    long rejected(Rejection kind) {
        return counter(kind).sum();
    }

    /// Every kind by its label, zeros included.
    Map<String, Long> rejected() {
        Map<String, Long> all = new LinkedHashMap<>();
        rejected.forEach((kind, counter) -> all.put(kind.label(), counter.sum()));
        return Collections.unmodifiableMap(all);
    }

    TransportTotals snapshot(int connections, int handshakes) {
        return new TransportTotals(
                bytesUp.sum(),
                bytesDown.sum(),
                chunkBytesUp.sum(),
                chunkBytesDown.sum(),
                chunksUp.sum(),
                chunksDown.sum(),
                chunksDropped.sum(),
                unknown.sum(),
                connections,
                handshakes);
    }

    private LongAdder counter(Rejection kind) {
        LongAdder counter = rejected.get(kind);
        if (counter == null) {
            throw new AssertionError("every kind has a counter");
        }
        return counter;
    }
}
