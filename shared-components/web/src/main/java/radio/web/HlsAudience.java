package radio.web;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Who listens by HTTP Live Streaming, as far as one can know: each address and program that asked
/// for the playlist within the last [#PRESENT_NANOS]. Two players alike at one address count as
/// one. Nothing of it is told but the number. From any thread.
final class HlsAudience {
    /// A player asks every two or three seconds.
    static final long PRESENT_NANOS = 10_000_000_000L;

    static final int MOST = 10_000;

    private final Map<String, Long> seen = new ConcurrentHashMap<>();

    void asked(String address, String program, long nowNanos) {
        String who = address + ' ' + program;
        if (seen.size() >= MOST && !seen.containsKey(who)) {
            forget(nowNanos);
            if (seen.size() >= MOST) {
                return;
            }
        }
        seen.put(who, nowNanos);
    }

    int present(long nowNanos) {
        forget(nowNanos);
        return seen.size();
    }

    private void forget(long nowNanos) {
        seen.values().removeIf(then -> nowNanos - then > PRESENT_NANOS);
    }
}
