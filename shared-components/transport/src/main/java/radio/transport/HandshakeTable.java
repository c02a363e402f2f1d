package radio.transport;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The strangers at the door: connections that others opened, from accept until they are proved or
/// gone. When it is full, or full for one address, the newcomer takes the place of one that is on
/// its way out, else of the longest silent one, else of the one whose handshake has taken longest.
/// Since only so many HELLOs are answered in a second, the last kind had about a second: enough for
/// whoever means to finish. May be used from any event loop.
final class HandshakeTable {
    private enum Stage {
        SILENT,
        SPEAKING,
        LEAVING
    }

    private static final List<Stage> EVICTED_FIRST =
            List.of(Stage.LEAVING, Stage.SILENT, Stage.SPEAKING);

    private record Entry(InetAddress address, Stage stage) {}

    private final TransportSettings.Handshakes limits;
    private final Map<PeerHandler, Entry> entries = new LinkedHashMap<>();
    private final Map<InetAddress, Integer> perAddress = new LinkedHashMap<>();
    private double allowance;
    private long allowanceNanos;

    HandshakeTable(TransportSettings.Handshakes limits, long nowNanos) {
        this.limits = limits;
        allowance = limits.maxPerSecond();
        allowanceNanos = nowNanos;
    }

    /// Lets a newcomer in.
    synchronized void admit(PeerHandler newcomer, InetAddress address) {
        int fromThere = perAddress.getOrDefault(address, 0);
        boolean exempt = limits.loopbackExempt() && address.isLoopbackAddress();
        if (!exempt && fromThere >= limits.maxPerAddress()) {
            evict(address);
        }
        if (entries.size() >= limits.max()) {
            evict(null);
        }
        entries.put(newcomer, new Entry(address, Stage.SILENT));
        perAddress.merge(address, 1, Integer::sum);
    }

    /// It said HELLO. False when there were too many of those lately.
    synchronized boolean speaks(PeerHandler handler, long nowNanos) {
        double earned = (nowNanos - allowanceNanos) * 1e-9 * limits.maxPerSecond();
        allowance = Math.min(limits.maxPerSecond(), allowance + earned);
        allowanceNanos = nowNanos;
        if (allowance < 1) {
            return false;
        }
        allowance--;
        stage(handler, Stage.SPEAKING);
        return true;
    }

    /// It has been told BYE and is not gone yet.
    synchronized void leaves(PeerHandler handler) {
        stage(handler, Stage.LEAVING);
    }

    /// It is proved or gone.
    synchronized void remove(PeerHandler handler) {
        Entry entry = entries.remove(handler);
        if (entry != null) {
            perAddress.computeIfPresent(
                    entry.address(), (_, count) -> count > 1 ? count - 1 : null);
        }
    }

    synchronized int size() {
        return entries.size();
    }

    private void stage(PeerHandler handler, Stage stage) {
        entries.computeIfPresent(handler, (_, entry) -> new Entry(entry.address(), stage));
    }

    /// Makes room; `address` null for room from anywhere.
    private void evict(@Nullable InetAddress address) {
        for (Stage stage : EVICTED_FIRST) {
            for (Map.Entry<PeerHandler, Entry> each : entries.entrySet()) {
                Entry entry = each.getValue();
                if (entry.stage() == stage
                        && (address == null || entry.address().equals(address))) {
                    PeerHandler victim = each.getKey();
                    remove(victim);
                    victim.evict();
                    return;
                }
            }
        }
    }
}
