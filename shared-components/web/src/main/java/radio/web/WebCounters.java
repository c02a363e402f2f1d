package radio.web;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// What the server counts, from any thread.
final class WebCounters {
    final AtomicInteger connections = new AtomicInteger();
    final LongAdder accepted = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder bytesSent = new LongAdder();
    private final Map<HttpRefusal, LongAdder> refusals = new EnumMap<>(HttpRefusal.class);

    WebCounters() {
        for (HttpRefusal refusal : HttpRefusal.values()) {
            refusals.put(refusal, new LongAdder());
        }
    }

    void refused(HttpRefusal why) {
        LongAdder counter = refusals.get(why);
        if (counter != null) {
            counter.increment();
        }
    }

    Map<HttpRefusal, Long> refusals() {
        Map<HttpRefusal, Long> all = new EnumMap<>(HttpRefusal.class);
        refusals.forEach((why, count) -> all.put(why, count.sum()));
        return all;
    }
}
