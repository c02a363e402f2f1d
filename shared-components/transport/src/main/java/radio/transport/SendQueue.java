package radio.transport;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import radio.wire.Chunk;
import radio.wire.ChunkClass;

/// What waits to be written to one connection: control first, then chunks, live before repair
/// before history, each in the order it came. Bounded in bytes, and for chunks in age.
///
/// Chunks that wait are references to shared bytes. Any thread puts in, the connection's event loop
/// takes out; one lock, held for a few instructions.
final class SendQueue {
    /// How an offer went.
    enum Outcome {
        TAKEN,
        /// No room within the bound; the connection must end.
        FULL,
        /// A live or history chunk has waited past its deadline; the connection must end.
        LATE,
        /// A repair past its deadline: left out, and nobody minds.
        DROPPED,
        /// The connection has ended.
        CLOSED
    }

    /// What the event loop writes next.
    sealed interface Item {}

    /// @param bytes prefix and body
    record Control(ByteBuffer bytes) implements Item {}

    record Queued(ChunkClass chunkClass, int hops, Chunk chunk, long deadlineNanos)
            implements Item {}

    private final int maxControlBytes;
    private final int maxChunkBytes;
    private final ArrayDeque<Control> control = new ArrayDeque<>(4);
    private final Map<ChunkClass, ArrayDeque<Queued>> chunks = new EnumMap<>(ChunkClass.class);
    private int controlBytes;
    private int chunkBytes;
    private long dropped;
    private boolean late;
    private boolean closed;

    SendQueue(TransportSettings.Buffers bounds) {
        maxControlBytes = bounds.controlQueue();
        maxChunkBytes = bounds.chunkQueue();
        for (ChunkClass each : ChunkClass.values()) {
            chunks.put(each, new ArrayDeque<>(4));
        }
    }

    synchronized Outcome offerControl(ByteBuffer bytes) {
        if (closed) {
            return Outcome.CLOSED;
        }
        if (controlBytes + bytes.remaining() > maxControlBytes) {
            return Outcome.FULL;
        }
        controlBytes += bytes.remaining();
        control.add(new Control(bytes));
        return Outcome.TAKEN;
    }

    synchronized Outcome offerChunk(Queued item, long nowNanos) {
        if (closed) {
            dropped++;
            return Outcome.CLOSED;
        }
        if (isLate(item, nowNanos) || headsAreLate(nowNanos)) {
            dropped++;
            return late ? Outcome.LATE : Outcome.DROPPED;
        }
        if (chunkBytes + item.chunk().size() > maxChunkBytes) {
            dropped++;
            return Outcome.FULL;
        }
        chunkBytes += item.chunk().size();
        Objects.requireNonNull(chunks.get(item.chunkClass())).add(item);
        return Outcome.TAKEN;
    }

    /// What is to be written next; null if there is nothing, or nothing more ([#late]).
    synchronized @Nullable Item poll(long nowNanos) {
        Control first = control.poll();
        if (first != null) {
            controlBytes -= first.bytes().remaining();
            return first;
        }
        if (headsAreLate(nowNanos)) {
            return null;
        }
        for (ArrayDeque<Queued> queue : chunks.values()) {
            Queued next = queue.poll();
            if (next != null) {
                chunkBytes -= next.chunk().size();
                return next;
            }
        }
        return null;
    }

    /// Whether a live or history chunk has waited too long.
    synchronized boolean late() {
        return late;
    }

    /// Refuses everything from here on and drops the chunks; returns the control messages that
    /// still waited.
    synchronized List<Control> close() {
        closed = true;
        List<Control> rest = List.copyOf(control);
        control.clear();
        controlBytes = 0;
        for (ArrayDeque<Queued> queue : chunks.values()) {
            dropped += queue.size();
            queue.clear();
        }
        chunkBytes = 0;
        return rest;
    }

    /// Bytes that wait.
    synchronized int bytes() {
        return controlBytes + chunkBytes;
    }

    /// Chunks that were given to this queue and never taken out.
    synchronized long dropped() {
        return dropped;
    }

    /// Drops repairs whose time is over. Deadlines within a class need not be sorted: what is late
    /// behind a head that is not is found when it becomes the head.
    private boolean headsAreLate(long nowNanos) {
        for (ArrayDeque<Queued> queue : chunks.values()) {
            Queued head;
            while ((head = queue.peek()) != null && isLate(head, nowNanos)) {
                if (late) {
                    return true;
                }
                queue.poll();
                chunkBytes -= head.chunk().size();
                dropped++;
            }
        }
        return late;
    }

    private boolean isLate(Queued item, long nowNanos) {
        boolean passed = item.deadlineNanos() - nowNanos < 0;
        late |= passed && item.chunkClass() != ChunkClass.REPAIR;
        return passed;
    }
}
