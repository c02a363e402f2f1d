package radio.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import radio.axon.Bound;
import radio.axon.Reactor;
import radio.wire.Air;
import radio.wire.ChunkId;
import radio.wire.Packet;

/// Listens to "air" as any player does and keeps the figures of a report: what was heard and
/// missed, whether every chunk came in order and exactly once, how long after its capture, how long
/// before its due time.
///
/// From `inbox` to nowhere; its figures may be read from any thread.
public final class AirMeter extends Reactor {
    private final Millis delay = new Millis();
    private final Millis slack = new Millis();
    private final List<Long> missingSequences = new ArrayList<>();
    private final List<Long> lateSequences = new ArrayList<>();
    private long audioBytes;
    private Heard figures = new Heard(0, 0, 0, 0, -1, -1, 0);
    private ChunkId last = new ChunkId(0, 0, -1);
    private OptionalLong lastHeardNanos = OptionalLong.empty();

    public AirMeter() {
        super("air meter");
        on(typedInbox(Air.class, "what is on air", Bound.dropOldest(1024)), this::note);
    }

    private static final int MAX_NAMED = 10_000;

    /// @param heard chunks on air
    /// @param missing chunks given up
    /// @param late heard after their playout time
    /// @param outOfOrder items that were not the successor of the one before
    /// @param firstSequence -1 before the first
    /// @param lastSequence -1 before the first
    /// @param firstNanos when the first was on air, on the node's clock; 0 before
    public record Heard(
            long heard,
            long missing,
            long late,
            long outOfOrder,
            long firstSequence,
            long lastSequence,
            long firstNanos) {}

    /// Milliseconds, from capture to here, and left until playout.
    ///
    /// @param delayCounts chunks by milliseconds from capture
    public record Timing(
            int delayP50,
            int delayP99,
            int delayP999,
            int delayMax,
            int bufferMin,
            int bufferP50,
            Map<Integer, Integer> delayCounts) {}

    public synchronized Heard heard() {
        return figures;
    }

    /// When the newest chunk was on air, on the node's clock; empty before the first.
    public synchronized OptionalLong lastHeardNanos() {
        return lastHeardNanos;
    }

    public synchronized Timing timing() {
        return new Timing(
                delay.quantile(.5),
                delay.quantile(.99),
                delay.quantile(.999),
                delay.max(),
                slack.min(),
                slack.quantile(.5),
                delay.counts());
    }

    /// The first sequence numbers that were given up, at most 10,000.
    public synchronized List<Long> missingSequences() {
        return List.copyOf(missingSequences);
    }

    /// The first sequence numbers that were heard after their playout time, at most 10,000.
    public synchronized List<Long> lateSequences() {
        return List.copyOf(lateSequences);
    }

    /// Bytes of the packets heard, without what the protocol adds.
    public synchronized long audioBytes() {
        return audioBytes;
    }

    private synchronized void note(Air item) {
        long nowNanos = clock().nanoTime();
        ChunkId id = item.id();
        boolean first = figures.firstSequence() < 0;
        boolean inOrder = first || id.epoch() > last.epoch() || id.equals(last.next());
        boolean heard = item instanceof Air.Heard;
        boolean late = heard && item.dueNanos() < nowNanos;
        last = id;
        figures =
                new Heard(
                        figures.heard() + (heard ? 1 : 0),
                        figures.missing() + (heard ? 0 : 1),
                        figures.late() + (late ? 1 : 0),
                        figures.outOfOrder() + (inOrder ? 0 : 1),
                        first ? id.sequence() : figures.firstSequence(),
                        id.sequence(),
                        first ? nowNanos : figures.firstNanos());
        if (!heard) {
            name(missingSequences, id.sequence());
        } else if (late) {
            name(lateSequences, id.sequence());
        }
        if (item instanceof Air.Heard chunk) {
            lastHeardNanos = OptionalLong.of(nowNanos);
            for (Packet packet : chunk.chunk().packets()) {
                audioBytes += packet.data().remaining();
            }
            delay.add(nowNanos - chunk.capturedNanos());
            slack.add(chunk.dueNanos() - nowNanos);
        }
    }

    private static void name(List<Long> names, long sequence) {
        if (names.size() < MAX_NAMED) {
            names.add(sequence);
        }
    }
}
