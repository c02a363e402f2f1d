package radio.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import radio.wire.Air;
import radio.wire.Chunk;
import radio.wire.ChunkId;
import radio.wire.StreamInfo;

/// Puts verified chunks in order for "air": each sequence number exactly once, as a chunk or, when
/// its deadline has passed, as missing.
///
/// It starts with the first chunk that is wanted, which need not be the first that comes: a live
/// chunk may overtake the burst on joining. What of that burst does not come in time was never
/// listened to and is not missing. It follows the stream into a newer epoch. Chunks that come early
/// wait; the wait is bounded in number, and the oldest hole is given up when it is full. A jump
/// over more than the bound (a machine that was asleep) is not filled with missing items one by
/// one: the order starts anew behind it, and the chunks in between are counted.
final class AirOrder {
    /// Gives the moments that depend on this node's clock and buffer.
    interface Schedule {
        /// When that sample was captured, on this node's clock.
        long capturedNanos(StreamInfo stream, long mediaTime);

        /// When that sample should leave the speaker, on this node's clock.
        long dueNanos(StreamInfo stream, long mediaTime);
    }

    /// How long before its due time a hole is given up: decoding and the output's buffer need a
    /// moment. A guess; half a chunk.
    private static final long GIVE_UP_NANOS = 50_000_000;

    private final int capacity;
    private final Schedule schedule;
    private final TreeMap<Long, Chunk> waiting = new TreeMap<>();
    private @Nullable StreamInfo stream;

    /// 0 before the first chunk: real epochs start at 1.
    private long epoch;

    private long nextSequence;
    private long nextMediaTime;

    /// Whether anything was heard since the start: before that nothing can be missed.
    private boolean heard;

    private long missed;
    private long late;
    private long duplicates;

    /// @param capacity most chunks that wait, and longest jump that is filled; 1 or more
    AirOrder(int capacity, Schedule schedule) {
        this.capacity = capacity;
        this.schedule = schedule;
    }

    /// Takes a chunk and returns what is on air because of it.
    ///
    /// @param wanted the first sequence number that is still to come, or this one
    List<Air> arrived(Chunk chunk, StreamInfo streamOfChunk, long wanted) {
        List<Air> air = new ArrayList<>();
        ChunkId id = chunk.id();
        if (id.epoch() > epoch) {
            flush(air);
            startAt(chunk, streamOfChunk);
            startEarlier(id.sequence() - wanted, streamOfChunk);
        } else if (id.epoch() < epoch || id.sequence() < nextSequence) {
            late++;
            return air;
        } else if (waiting.containsKey(id.sequence())) {
            duplicates++;
            return air;
        } else if (id.sequence() - newestSequence() > capacity) {
            flush(air);
            missed += id.sequence() - nextSequence;
            startAt(chunk, streamOfChunk);
        }
        waiting.put(id.sequence(), chunk);
        drain(air);
        while (!waiting.isEmpty() && waiting.lastKey() - nextSequence > capacity) {
            giveUpOne(air);
            drain(air);
        }
        return air;
    }

    /// Gives up the holes whose time has come.
    List<Air> passed(long nowNanos) {
        List<Air> air = new ArrayList<>();
        while (deadlineNanos() <= nowNanos) {
            giveUpOne(air);
            drain(air);
        }
        return air;
    }

    /// When [#passed] has something to do next; [Long#MAX_VALUE] if nothing is waiting behind a
    /// hole.
    long deadlineNanos() {
        return waiting.isEmpty() || stream == null
                ? Long.MAX_VALUE
                : schedule.dueNanos(stream, nextMediaTime) - GIVE_UP_NANOS;
    }

    /// Sequence numbers that were given up.
    long missed() {
        return missed;
    }

    /// Chunks that came after they had been given up, or before the start.
    long late() {
        return late;
    }

    /// Chunks that were already waiting.
    long duplicates() {
        return duplicates;
    }

    /// The highest sequence number seen, heard or waiting.
    private long newestSequence() {
        return waiting.isEmpty() ? nextSequence - 1 : waiting.lastKey();
    }

    private void startAt(Chunk chunk, StreamInfo streamOfChunk) {
        stream = streamOfChunk;
        epoch = chunk.id().epoch();
        nextSequence = chunk.id().sequence();
        nextMediaTime = chunk.mediaTime();
        heard = true;
    }

    /// By so many chunks, none of which has come.
    private void startEarlier(long chunks, StreamInfo of) {
        if (chunks > 0 && chunks <= Math.min(capacity, nextSequence)) {
            nextSequence -= chunks;
            nextMediaTime = Math.max(0, nextMediaTime - chunks * of.chunkSamples());
            heard = false;
        }
    }

    private void flush(List<Air> air) {
        while (!waiting.isEmpty()) {
            giveUpOne(air);
            drain(air);
        }
    }

    private void drain(List<Air> air) {
        while (!waiting.isEmpty() && stream != null) {
            Map.Entry<Long, Chunk> first = waiting.firstEntry();
            if (first.getKey() != nextSequence) {
                return;
            }
            waiting.remove(first.getKey());
            Chunk chunk = first.getValue();
            air.add(
                    new Air.Heard(
                            chunk,
                            stream,
                            schedule.capturedNanos(stream, chunk.mediaTime()),
                            schedule.dueNanos(stream, chunk.mediaTime())));
            heard = true;
            nextSequence++;
            nextMediaTime = chunk.mediaTime() + chunk.samples();
        }
    }

    /// Names the chunk we waited for as missing. Its length is what lies between its neighbours'
    /// media times, shared among the holes in a row.
    private void giveUpOne(List<Air> air) {
        StreamInfo of = stream;
        if (of == null) {
            throw new IllegalStateException("nothing is waited for");
        }
        Map.Entry<Long, Chunk> after = waiting.firstEntry();
        long holes = after.getKey() - nextSequence;
        long gapSamples = after.getValue().mediaTime() - nextMediaTime;
        long samples = gapSamples > 0 ? gapSamples / holes : of.chunkSamples();
        int length = (int) Math.clamp(samples, 1, 10L * of.chunkSamples());
        if (heard) {
            air.add(
                    new Air.Missing(
                            new ChunkId(of.id(), epoch, nextSequence),
                            nextMediaTime,
                            length,
                            of,
                            schedule.dueNanos(of, nextMediaTime)));
            missed++;
        }
        nextSequence++;
        nextMediaTime += length;
    }
}
