package radio.audio.device;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import radio.audio.DriftControl;
import radio.audio.FineResampler;
import radio.audio.LineClock;
import radio.audio.Pcm;

/// Keeps one open line fed so that every frame is heard when it is due: a pure state machine that
/// is told the time every few milliseconds.
///
/// - From the start on the line is full of silence, so that its clock has settled when the first
///   sound is due. Then it is **aligned**, hard and once: overdue frames are cut, or silence goes
///   before what is early.
/// - From then on the line gets whatever is there and it has room for. When the next frame would be
///   heard by the line's clock, less when it is due, is the error; it steers the drift control, and
///   that the resampler.
/// - Aligned again, and counted, only if the line ran empty or the error exceeds [#SKIP_NANOS]:
///   more than the sound in the line.
/// - Nothing there and less than [#RESERVE_NANOS] left: an underrun. Silence goes in before the
///   line runs empty, since a line that stood still would have to be learnt again.
/// - The position stands still although there is sound to play for [#LOST_NANOS]: the device is
///   lost. Time in which this process was itself stopped does not count.
///
/// A line that begins is filled by one write, from end to end: PulseAudio takes what is missing in
/// the first write for played, for ever (measured, docs/audio.md).
///
/// Everything is written at the volume the tally says, through a [GainRamp].
final class LineFeed {

    /// Half of what the player needs to hand over a block that came at the last moment.
    static final long RESERVE_NANOS = 20_000_000;

    private static final long RESERVE_FRAMES = Pcm.frames(RESERVE_NANOS);

    /// The lead of the player: what the line holds.
    static final long SKIP_NANOS = 200_000_000;

    static final long LOST_NANOS = 500_000_000;

    /// A sound server may take so long before a new line begins to move.
    static final long FIRST_NANOS = 2_000_000_000;

    /// Most time that passes between two steps of a process that runs.
    private static final long STEP_NANOS = 50_000_000;

    /// Steps of the position after which a line that ran empty may be aligned: good to some
    /// milliseconds, the drift control does the rest.
    private static final int STEPS = 4;

    private final OutputLine line;
    private final Supplier<Optional<Pcm>> input;
    private final SpeakerTally tally;
    private final long unixOffsetNanos;
    private final DriftControl drift = new DriftControl();
    private final GainRamp ramp = new GainRamp();
    private LineClock clock = new LineClock();
    private FineResampler resampler = new FineResampler(2);

    private boolean started;
    private long lastNanos;
    private long stillNanos;
    private long position;
    private boolean moved;
    private long written;

    /// No room until the position moves: a call into the sound system less.
    private boolean full;

    private boolean aligned;
    private boolean wasAligned;
    private volatile boolean finishing;
    private volatile boolean drained;

    private @Nullable Pcm block;
    private int blockAt;
    private short[] out = new short[0];
    private byte[] bytes = new byte[0];
    private int bytesAt;
    private int bytesUntil;

    /// @param input the next block of the player, if there is one
    /// @param unixOffsetNanos `unixNanos` less `nanoTime` of the clock
    LineFeed(
            OutputLine line,
            Supplier<Optional<Pcm>> input,
            SpeakerTally tally,
            long unixOffsetNanos) {
        this.line = line;
        this.input = input;
        this.tally = tally;
        this.unixOffsetNanos = unixOffsetNanos;
    }

    /// Looks at the line and writes what it has room for.
    ///
    /// @return false if the device is lost
    boolean step(long nowNanos) {
        long passedNanos = started ? Math.min(nowNanos - lastNanos, STEP_NANOS) : 0;
        started = true;
        lastNanos = nowNanos;
        long at = line.framePosition();
        if (written - at >= RESERVE_FRAMES) {
            // Nearer to its end, above all when it begins, the position does not tell the truth.
            clock.observe(nowNanos, at);
        }
        if (at != position) {
            position = at;
            full = false;
            moved = true;
            stillNanos = 0;
        } else {
            stillNanos += passedNanos;
            if (stillNanos > (moved ? LOST_NANOS : FIRST_NANOS)) {
                return false;
            }
        }
        boolean empty = moved && position >= written;
        long before = written;
        int room = full ? 0 : line.available() / OutputLine.FRAME_BYTES;
        if (empty && room > 0 && !finishing) {
            // What was thought about the line's clock is wrong from here on.
            misalign();
            clock = new LineClock();
        }
        fill(nowNanos, room);
        if (empty && wasAligned && written > before && !finishing) {
            tally.underruns.incrementAndGet();
        }
        drained = finishing && block == null && bytesAt == bytesUntil && position >= written;
        tally.lineFrames = Math.max(0, Pcm.frames(heardNanos(nowNanos) - nowNanos));
        return true;
    }

    /// Whether the line moves step by step.
    boolean playing() {
        return clock.steps() >= STEPS;
    }

    /// From now on the line may run empty: no more sound will come.
    void finish() {
        finishing = true;
    }

    /// Whether everything has been heard; from any thread.
    boolean drained() {
        return drained;
    }

    private void fill(long nowNanos, int room) {
        int left = room;
        while (left > 0 && (bytesAt < bytesUntil || more(nowNanos))) {
            int wanted = Math.min(left * OutputLine.FRAME_BYTES, bytesUntil - bytesAt);
            int taken = Math.max(0, line.write(bytes, bytesAt, wanted));
            bytesAt += taken;
            written += taken / OutputLine.FRAME_BYTES;
            left -= taken / OutputLine.FRAME_BYTES;
            if (taken == 0) {
                return;
            }
        }
        full = left == 0 && moved;
    }

    /// Makes the next piece for the line; false if there is nothing to be written now.
    private boolean more(long nowNanos) {
        boolean trusted = trusted();
        long heardNanos = heardNanos(nowNanos);
        for (Pcm next = peek(); next != null; next = peek()) {
            long dueNanos = next.unixNanos() - unixOffsetNanos + Pcm.nanos(blockAt);
            long errorNanos =
                    heardNanos - dueNanos + (long) (resampler.waitingFrames() * 1e9 / Pcm.RATE);
            if (aligned && Math.abs(errorNanos) > SKIP_NANOS) {
                misalign();
                continue;
            }
            if (aligned) {
                tally.errorNanos = errorNanos;
                sound(next, drift.update(nowNanos, errorNanos));
                return true;
            }
            long early = Pcm.frames(dueNanos - heardNanos);
            if (early < 0) {
                cut(next, -early);
            } else if (!trusted) {
                break;
            } else if (early > 0) {
                silence((int) Math.min(early, Pcm.BLOCK_FRAMES));
                return true;
            } else {
                align();
            }
        }
        if (finishing) {
            return false;
        }
        if (aligned) {
            if (heardNanos - nowNanos > RESERVE_NANOS) {
                return false;
            }
            tally.underruns.incrementAndGet();
            misalign();
        }
        silence(position >= written ? AudioDevices.LINE_FRAMES : Pcm.BLOCK_FRAMES);
        return true;
    }

    private boolean trusted() {
        return wasAligned ? clock.steps() >= STEPS : clock.settled();
    }

    /// When the next frame to be written will be heard.
    private long heardNanos(long nowNanos) {
        return trusted() ? clock.nanosOf(written) : nowNanos + Pcm.nanos(written - position);
    }

    private void align() {
        if (wasAligned) {
            tally.alignments.incrementAndGet();
        }
        aligned = true;
        wasAligned = true;
        ramp.mute();
        // What the old one still holds belongs to another moment.
        resampler = new FineResampler(2);
    }

    private void misalign() {
        aligned = false;
        resampler = new FineResampler(2);
    }

    private @Nullable Pcm peek() {
        if (block == null) {
            block = input.get().map(next -> next.inChannels(2)).orElse(null);
            blockAt = 0;
            if (block != null && block.frames() == 0) {
                block = null;
            }
        }
        return block;
    }

    private void cut(Pcm from, long frames) {
        int n = (int) Math.min(frames, from.frames() - blockAt);
        tally.discardedFrames.addAndGet(n);
        blockAt += n;
        if (blockAt == from.frames()) {
            block = null;
        }
    }

    private void silence(int frames) {
        reserve(frames);
        Arrays.fill(bytes, 0, bytesUntil, (byte) 0);
    }

    /// What is left of the block goes through the resampler and the volume.
    private void sound(Pcm from, double correction) {
        int frames = from.frames() - blockAt;
        short[] samples =
                blockAt == 0
                        ? from.samples()
                        : Arrays.copyOfRange(from.samples(), 2 * blockAt, 2 * from.frames());
        block = null;
        int most = resampler.room(frames);
        if (out.length < 2 * most) {
            out = new short[2 * most];
        }
        int made = resampler.resample(samples, frames, correction, out);
        ramp.to(tally.gain());
        ramp.apply(out, made);
        reserve(made);
        for (int i = 0; i < 2 * made; i++) {
            bytes[2 * i] = (byte) out[i];
            bytes[2 * i + 1] = (byte) (out[i] >> 8);
        }
        tally.playedFrames.addAndGet(made);
        tally.driftPpm = drift.ppm();
    }

    private void reserve(int frames) {
        bytesAt = 0;
        bytesUntil = frames * OutputLine.FRAME_BYTES;
        if (bytes.length < bytesUntil) {
            bytes = new byte[bytesUntil];
        }
    }
}
