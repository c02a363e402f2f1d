package radio.web;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// How many may listen at a time, altogether and from one address. From any thread.
final class Seats {
    private final int all;
    private final int perAddress;
    private final AtomicInteger taken = new AtomicInteger();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    /// @param perAddress 0 for no limit
    Seats(int all, int perAddress) {
        this.all = all;
        this.perAddress = perAddress;
    }

    /// Takes a seat.
    ///
    /// @return why there is none; empty if it was taken and is to be given back with [#leave]
    Optional<HttpRefusal> take(String address) {
        if (taken.incrementAndGet() > all) {
            taken.decrementAndGet();
            return Optional.of(HttpRefusal.LISTENERS);
        }
        int here = byAddress.merge(address, 1, Integer::sum);
        if (perAddress > 0 && here > perAddress) {
            leave(address);
            return Optional.of(HttpRefusal.PER_ADDRESS);
        }
        return Optional.empty();
    }

    void leave(String address) {
        taken.decrementAndGet();
        byAddress.computeIfPresent(address, (_, here) -> here > 1 ? here - 1 : null);
    }
}
