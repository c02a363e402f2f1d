package radio.audio;

import java.time.Duration;
import java.util.Optional;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.wire.Air;

/// From the air on `inbox` to sound on `outbox`: waits for the playout time, decodes, conceals what
/// is missing. Never blocks the air: its door has a bound and a policy of its own.
///
/// Two forms: [#paced] plays by the clock, [#unpaced] decodes everything at once. One virtual
/// thread; the counters may be read from any other.
public final class Player extends Component {

    /// Items in the inbox: 2 s of 100 ms chunks (door 5).
    public static final int DOOR = 20;

    private final Inbox<Air> inbox;
    private final Outbox<Pcm> outbox;
    private final boolean paced;
    private final long leadNanos;
    private final long batchNanos;
    private volatile PlayerStatus status = PlayerStatus.NONE;
    private volatile long firstSoundNanos;

    private Player(boolean paced, long leadNanos, long batchNanos) {
        super("player");
        this.inbox = typedInbox(Air.class, "the air, in order", Bound.blocking(DOOR));
        this.outbox = typedOutbox(Pcm.class, "decoded sound");
        this.paced = paced;
        this.leadNanos = leadNanos;
        this.batchNanos = batchNanos;
    }

    /// Plays by the clock, see [PacedPlayout].
    ///
    /// @param lead how long before its due time a block leaves: the output's own buffer, 0 if it
    ///   has none. The air must name what is missing earlier than that.
    /// @param batch a block that leaves takes along those due within this time of it, at most the
    ///   inbox of an output: fewer wake-ups, for an output that does not mind sound early
    public static Player paced(Duration lead, Duration batch) {
        return new Player(true, lead.toNanos(), batch.toNanos());
    }

    /// Decodes everything in order as fast as it comes, see [UnpacedPlayout].
    public static Player unpaced() {
        return new Player(false, 0, 0);
    }

    /// What it has done so far.
    public PlayerStatus status() {
        return status;
    }

    /// When the first decoded sound left, on the clock's `nanoTime`; 0 before.
    public long firstSoundNanos() {
        return firstSoundNanos;
    }

    @Override
    protected void run() throws InterruptedException {
        long unixOffset = clock().unixNanos() - clock().nanoTime();
        Playout playout =
                paced
                        ? new PacedPlayout(leadNanos, batchNanos, unixOffset)
                        : new UnpacedPlayout(unixOffset);
        while (!stopping()) {
            boolean finished = upstreamFinished();
            while (playout.hungry()) {
                Optional<Air> item = inbox.poll();
                if (item.isEmpty()) {
                    break;
                }
                playout.add(item.get());
            }
            if (finished && inbox.size() == 0) {
                playout.end();
                if (playout.drained()) {
                    return;
                }
            }
            Optional<Pcm> block = playout.next(clock().nanoTime());
            status = playout.status();
            if (firstSoundNanos == 0 && status.played() > 0) {
                firstSoundNanos = clock().nanoTime();
            }
            if (block.isPresent()) {
                outbox.send(block.get());
            } else {
                waitFor(playout.wakeNanos());
            }
        }
    }

    private void waitFor(long wakeNanos) throws InterruptedException {
        if (wakeNanos == Long.MAX_VALUE) {
            await();
        } else {
            long left = wakeNanos - clock().nanoTime();
            if (left > 0) {
                await(Duration.ofNanos(left));
            }
        }
    }
}
