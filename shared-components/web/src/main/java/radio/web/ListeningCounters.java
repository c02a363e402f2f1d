package radio.web;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Who listens, counted from any thread.
final class ListeningCounters {
    final AtomicInteger listeners = new AtomicInteger();
    final AtomicInteger peak = new AtomicInteger();
    final LongAdder begun = new LongAdder();
    final LongAdder pagesDropped = new LongAdder();
    private final Map<Format, AtomicInteger> byFormat = new EnumMap<>(Format.class);

    ListeningCounters() {
        for (Format format : Format.values()) {
            byFormat.put(format, new AtomicInteger());
        }
    }

    void came(Format format) {
        begun.increment();
        peak.accumulateAndGet(listeners.incrementAndGet(), Math::max);
        of(format).incrementAndGet();
    }

    void left(Format format) {
        listeners.decrementAndGet();
        of(format).decrementAndGet();
    }

    Map<Format, Integer> byFormat() {
        Map<Format, Integer> all = new EnumMap<>(Format.class);
        byFormat.forEach((format, count) -> all.put(format, count.get()));
        return all;
    }

    private AtomicInteger of(Format format) {
        AtomicInteger count = byFormat.get(format);
        if (count == null) {
            throw new IllegalStateException("no counter of " + format);
        }
        return count;
    }
}
