package radio.examples;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import radio.axon.Clock;

/// Who may deliver mail now: most senders of unwanted mail do not come back, real mail servers do.
/// A triplet (address of the client, sender, recipient) goes through these, all by the clock given:
///
/// 1. Never seen: noted, deferred.
/// 2. Back under [#TOO_SOON] (180 s) after it was noted: noted anew (its time starts again),
///    deferred.
/// 3. Back under [#TOO_EARLY] (3600 s): deferred, its time runs on.
/// 4. Back until [#TOO_LATE] (25,000 s): accepted, and known from now on.
/// 5. Back later: noted anew, deferred.
///
/// A known triplet is accepted, and each time it is, known for another [#KNOWN] (3,000,000 s, five
/// weeks); after that it has never been seen. The rule is that of Kamaelia's greylisting mail
/// server.
///
/// Holds a bounded number of triplets; the one that was not asked for longest is forgotten for a
/// new one, and counted. Safe from any thread.
final class Greylist {
    static final Duration TOO_SOON = Duration.ofMinutes(3);
    static final Duration TOO_EARLY = Duration.ofHours(1);
    static final Duration TOO_LATE = Duration.ofSeconds(25_000);
    static final Duration KNOWN = Duration.ofMinutes(50_000);

    /// Guess: about 30 MB of the longest addresses there may be.
    static final int TRIPLETS = 50_000;

    /// Who wants to deliver what to whom.
    ///
    /// @param address of the client, as digits
    /// @param from the sender's mail address; empty for bounces
    /// @param to the recipient's
    record Triplet(String address, String from, String to) {}

    /// When a triplet was noted, or accepted last.
    private record Entry(boolean known, long nanos) {}

    private final Clock clock;
    private final int maxTriplets;
    private final Map<Triplet, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long forgotten;

    Greylist(Clock clock, int maxTriplets) {
        this.clock = clock;
        this.maxTriplets = maxTriplets;
    }

    /// Whether mail of this triplet is accepted now.
    synchronized boolean accepts(Triplet triplet) {
        long now = clock.nanoTime();
        Entry entry = entries.get(triplet);
        boolean accepted = entry != null && accepts(entry, now - entry.nanos());
        note(triplet, entry, accepted, now);
        return accepted;
    }

    private static boolean accepts(Entry entry, long age) {
        return entry.known()
                ? age <= KNOWN.toNanos()
                : age >= TOO_EARLY.toNanos() && age <= TOO_LATE.toNanos();
    }

    private void note(Triplet triplet, @Nullable Entry before, boolean accepted, long now) {
        if (accepted) {
            entries.put(triplet, new Entry(true, now));
        } else if (before == null || before.known() || startsAgain(now - before.nanos())) {
            entries.put(triplet, new Entry(false, now));
        }
        if (entries.size() > maxTriplets) {
            entries.remove(entries.keySet().iterator().next());
            forgotten++;
        }
    }

    private static boolean startsAgain(long age) {
        return age < TOO_SOON.toNanos() || age > TOO_LATE.toNanos();
    }

    synchronized int size() {
        return entries.size();
    }

    /// How many triplets had to make room for others.
    synchronized long forgotten() {
        return forgotten;
    }
}
