package radio.audio;

import java.util.ArrayDeque;
import java.util.Optional;
import radio.wire.Air;
import radio.wire.Field;
import radio.wire.Packet;

/// Plays by the clock: for speakers, pipes and for nobody. Sends block after block without end from
/// the first item on, each at its due time less the lead.
///
/// The rule: a packet's first sample is due when the air says, and the time line (the due time of
/// the next block) follows the packets.
/// - Before the first sound, and in holes: silence or concealment, cut so that the next packet
///   begins exactly at its due time. At first a lead's worth of silence goes out at once and fills
///   the output's buffer.
/// - A packet whose time the line has passed is dropped and counted as late.
/// - While packets follow one another they are simply played, as long as their due time is less
///   than [#TOLERANCE_NANOS] from the line; beyond that the line jumps, once, and the jump is
///   counted.
/// - Nothing there: an underrun, but only when waiting is no longer possible, [#PATIENCE_NANOS]
///   before it is due; meanwhile the output's buffer plays.
/// - A process that was stopped does not catch up: overdue by more than [#STALL_NANOS], the line
///   jumps to now.
///
/// The jitter buffer holds at most [#MAX_ITEMS] items; then the rest waits in the inbox.
final class PacedPlayout implements Playout {

    /// 15 s of 100 ms chunks, 30 s of 200 ms ones: beyond the longest buffer a listener can ask
    /// for.
    static final int MAX_ITEMS = 150;

    /// One packet: estimates of the source's clock move by less. Guess.
    static final long TOLERANCE_NANOS = Pcm.BLOCK_NANOS;

    /// Two packets. Guess.
    static final long PATIENCE_NANOS = 2 * Pcm.BLOCK_NANOS;

    static final long STALL_NANOS = 500_000_000;

    /// What rounding to frames may leave over.
    private static final long EXACT_NANOS = 1_000_000;

    private final long leadNanos;
    private final long batchNanos;
    private final long unixOffsetNanos;
    private final ArrayDeque<Air> items = new ArrayDeque<>();
    private final ArrayDeque<Packet> packets = new ArrayDeque<>();
    private Optional<StreamDecoder> decoder = Optional.empty();
    private boolean started;
    private boolean sending;
    private boolean flowing;
    private boolean ending;
    private long lineNanos;
    private long headDueNanos;
    private long headEpoch = -1;
    private long queuedNanos;
    private String title = "";
    private long played;
    private long concealed;
    private long late;
    private long underruns;
    private long jumps;
    private long damagedBefore;

    /// @param leadNanos how long before its due time a block is sent: the length of the output's
    ///   buffer
    /// @param batchNanos a block that leaves takes those along that are at hand and due within this
    ///   time of it
    /// @param unixOffsetNanos `unixNanos` less `nanoTime` of the clock
    PacedPlayout(long leadNanos, long batchNanos, long unixOffsetNanos) {
        this.leadNanos = leadNanos;
        this.batchNanos = batchNanos;
        this.unixOffsetNanos = unixOffsetNanos;
    }

    @Override
    public void add(Air item) {
        items.add(item);
        queuedNanos += item.stream().nanosOf(item.samples());
    }

    @Override
    public boolean hungry() {
        return items.size() < MAX_ITEMS;
    }

    @Override
    public void end() {
        ending = true;
    }

    @Override
    public long wakeNanos() {
        if (!started) {
            return items.isEmpty() ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
        return lineNanos - (drained() ? Math.min(leadNanos, PATIENCE_NANOS) : leadNanos);
    }

    @Override
    public boolean drained() {
        return items.isEmpty() && packets.isEmpty();
    }

    @Override
    public Optional<Pcm> next(long nowNanos) {
        if (!started && !items.isEmpty()) {
            started = true;
            lineNanos = nowNanos;
        }
        long ahead = sending && !drained() ? batchNanos : 0;
        sending = nowNanos + ahead >= wakeNanos() && !(ending && drained());
        if (!sending) {
            return Optional.empty();
        }
        if (nowNanos - lineNanos > STALL_NANOS) {
            lineNanos = nowNanos;
            flowing = false;
            jumps++;
        }
        while (open()) {
            long early = headDueNanos - lineNanos;
            if (flowing && Math.abs(early) >= TOLERANCE_NANOS) {
                flowing = false;
                jumps++;
            }
            if (flowing || (early > -EXACT_NANOS && Pcm.frames(early) <= 0)) {
                return Optional.of(play());
            }
            if (early > 0) {
                return Optional.of(hole(early));
            }
            drop();
        }
        if (flowing && !ending) {
            underruns++;
        }
        return Optional.of(hole(Pcm.BLOCK_NANOS));
    }

    /// Makes sure the next packet is at hand; false when there is none.
    private boolean open() {
        while (packets.isEmpty()) {
            Air item = items.poll();
            if (item == null) {
                return false;
            }
            queuedNanos -= item.stream().nanosOf(item.samples());
            if (decoder.isEmpty()
                    || headEpoch != item.id().epoch()
                    || !decoder.get().stream().equals(item.stream())) {
                decoder.ifPresent(d -> damagedBefore += d.damaged());
                decoder = Optional.of(new StreamDecoder(item.stream()));
                headEpoch = item.id().epoch();
            }
            headDueNanos = item.dueNanos();
            switch (item) {
                case Air.Heard heard -> begin(heard);
                // Nothing to play: the line goes on in concealment until something is due.
                case Air.Missing missing -> flowing = false;
            }
        }
        return true;
    }

    private void begin(Air.Heard heard) {
        packets.addAll(heard.chunk().packets());
        for (Field field : heard.chunk().fields()) {
            title = field.type() == Field.TITLE ? field.text() : title;
        }
    }

    private Pcm play() {
        StreamDecoder current = decoder.orElseThrow();
        Packet packet = packets.remove();
        lineNanos = headDueNanos;
        headDueNanos += current.stream().nanosOf(packet.samples());
        Optional<short[]> sound = current.decode(packet);
        if (sound.isEmpty()) {
            flowing = false;
            return hole(headDueNanos - lineNanos);
        }
        flowing = true;
        played++;
        return block(sound.get(), current.channels());
    }

    private void drop() {
        headDueNanos += decoder.orElseThrow().stream().nanosOf(packets.remove().samples());
        late++;
    }

    /// A block without a packet, at most 20 ms of the hole.
    private Pcm hole(long nanos) {
        int frames = Math.clamp(Pcm.frames(nanos), 1, Pcm.BLOCK_FRAMES);
        flowing = false;
        concealed++;
        StreamDecoder current = decoder.orElseThrow();
        return block(current.conceal(frames), current.channels());
    }

    private Pcm block(short[] samples, int channels) {
        Pcm block = new Pcm(samples, channels, lineNanos + unixOffsetNanos, title);
        lineNanos += Pcm.nanos(block.frames());
        return block;
    }

    @Override
    public PlayerStatus status() {
        long damaged = damagedBefore + decoder.map(StreamDecoder::damaged).orElse(0L);
        long queued = queuedNanos;
        for (Packet packet : packets) {
            queued += decoder.orElseThrow().stream().nanosOf(packet.samples());
        }
        return new PlayerStatus(
                played, concealed, late, underruns, damaged, jumps, queued / 1_000_000);
    }
}
