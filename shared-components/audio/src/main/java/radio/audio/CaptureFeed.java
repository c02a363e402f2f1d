package radio.audio;

import java.util.Arrays;
import java.util.function.Consumer;

/// From what is read of a recording device to blocks stamped with the time their first frame was
/// captured. Pure and told the time; not thread-safe.
///
/// The stamps count frames, so blocks follow each other without a seam, and time never lies:
/// - **Drift.** A [LineClock] says when each frame passed the device; a [DriftControl] and a
///   [FineResampler] stretch the sound by a hair, so that the count keeps to the machine's clock
///   for days.
/// - **Gaps.** Sound that the card lost shows as a position that stays behind its line. A position
///   [#SUSPICIOUS_NANOS] behind may be late only: what was read since is held back until it is on
///   the line again (nothing is lost: we were stopped, or the sound server was), or until
///   [#WITNESSES] steps agree on how far it is behind (so much is lost: the stamp jumps by it,
///   which the programme fills). Gaps of 10 ms and less are left to the drift control.
/// - **Backlog.** More than [#MAX_HELD_FRAMES] behind, after a long stop of ours, nobody waits for
///   that sound any more: it is thrown away and counted as a gap.
/// - **Loss.** Without any sound for [#LOST_NANOS] the device is gone ([#lost]). From then on
///   silence goes out at the pace of the clock, so that chunks go on and listeners stay in step,
///   until another one was opened and gives sound.
///
/// With a new device sound is held for half a second, until its clock is known; then it goes out at
/// once. Times are the clock's `unixNanos`.
public final class CaptureFeed {

    /// No sound for so long: the device is gone.
    static final long LOST_NANOS = 500_000_000;

    /// How far behind its line a position may be before it is looked at closely: as much as the
    /// programme takes for jitter.
    static final long SUSPICIOUS_NANOS = Pcm.nanos(PcmToChunks.TOLERANCE_FRAMES);

    /// So near to the line it only was late. Guess.
    private static final long CLEARED_NANOS = 3_000_000;

    /// Steps of the position that must agree on a gap: with 40 ms each that takes 200 ms.
    static final int WITNESSES = 5;

    private static final long WITNESSED_NANOS = 100_000_000;

    /// Steps that are further apart than that do not agree; a step is 20 to 40 ms.
    private static final long AGREE_NANOS = 40_000_000;

    /// 2 s, the longest backlog that still goes on air; guess, as in [Pacer].
    static final int MAX_HELD_FRAMES = 2 * Pcm.RATE;

    /// The clock of the device cannot be followed by stretching any more: jump.
    private static final long JUMP_NANOS = 100_000_000;

    /// Silence goes out so long after its time, like sound that lay in a device for a while.
    private static final long SILENCE_LAG_NANOS = 40_000_000;

    /// A device looked at less often than that tells nothing about when its position moved.
    private static final long LOOK_NANOS = 15_000_000;

    /// A machine too busy to look more often than this misses small gaps, but finds no false ones.
    private static final long BUSY_LOOK_NANOS = 100_000_000;

    /// If no two looks were close for so long, every one counts: the machine is busy.
    private static final long HURRY_NANOS = 1_000_000_000;

    /// A tick that comes later than this says nothing about the device: we were stopped.
    private static final long TICK_NANOS = 50_000_000;

    private enum State {
        /// No device: silence.
        AWAY,
        /// A device gives sound, or is about to, and its clock is not known yet.
        SETTLING,
        FLOWING
    }

    private final CaptureSettings settings;
    private final BlockCutter out;
    private final HeldFrames held;
    private final short[] piece;

    // What belongs to one opening of the device.
    private State state = State.AWAY;
    private DeviceSound sound;
    private LineClock line = new LineClock();
    private DriftControl drift = new DriftControl();
    private FineResampler fine;
    private double correction;
    private long begunNanos;
    private long observedNanos;
    private boolean backlog;

    /// Frames of the device that were read since it was opened.
    private long deviceFrames;

    /// Where the device is: what was read and what it lost, in frames at 48 kHz.
    private long position;

    private long lostFrames;

    // The suspicion that sound is missing.
    private boolean suspicious;
    private long suspiciousFrom;
    private long suspectedNanos;
    private final long[] behind = new long[WITNESSES];
    private int witnesses;

    private long tickNanos;
    private long quietNanos;
    private boolean afterLoss;
    private long gaps;
    private long gapFrames;
    private long losses;
    private long silenceFrames;
    private long clippedBefore;

    /// @param out takes the blocks: 20 ms each, shorter ones before a gap
    public CaptureFeed(CaptureSettings settings, Consumer<Pcm> out) {
        this.settings = settings;
        this.out = new BlockCutter(settings.channels(), out);
        this.held = new HeldFrames(settings.channels());
        this.piece = new short[Pcm.BLOCK_FRAMES * settings.channels()];
        this.sound = new DeviceSound(settings);
        this.fine = new FineResampler(settings.channels());
    }

    /// A device was opened; its first frame comes next. The first time begins everything.
    public void opened(long nowNanos) {
        clippedBefore += sound.clipped();
        sound = new DeviceSound(settings);
        deviceFrames = 0;
        position = 0;
        lostFrames = 0;
        held.reset();
        settleAnew(nowNanos);
        quietNanos = 0;
        tickNanos = nowNanos;
    }

    /// What lay in the device.
    ///
    /// @param lookedNanos when it was looked at the time before
    /// @param nowNanos when it was looked at
    /// @param bytes whole frames; not empty
    /// @param all false if there was more than was read
    public void read(long lookedNanos, long nowNanos, byte[] bytes, boolean all) {
        quietNanos = 0;
        if (state == State.AWAY) {
            return;
        }
        held.add(sound.convert(bytes));
        long before = position;
        deviceFrames += bytes.length / settings.frameBytes();
        position = deviceFrames * Pcm.RATE / settings.rate() + lostFrames;
        if (backlog) {
            held.clear();
            if (all) {
                settleAnew(nowNanos);
            }
        } else if (state == State.SETTLING) {
            settle(lookedNanos, before, nowNanos, all);
        } else {
            judge(lookedNanos, before, nowNanos, all);
        }
        if (state == State.FLOWING) {
            release(nowNanos);
        }
        backlog |= held.size() > MAX_HELD_FRAMES;
    }

    /// Time passes; to be told every 20 ms or so.
    ///
    /// @param looked whether the device was looked at since the last time; if not, whoever should
    ///   hangs in it or has to wait for the processor, which is given twice the time
    public void tick(long nowNanos, boolean looked) {
        long passedNanos = Math.clamp(nowNanos - tickNanos, 0, TICK_NANOS);
        quietNanos += looked ? passedNanos : passedNanos / 2;
        tickNanos = nowNanos;
        if (quietNanos >= LOST_NANOS) {
            lose(nowNanos);
        }
        if (state == State.AWAY) {
            silence(nowNanos);
        }
    }

    /// The device is gone, found out in another way than by its silence.
    public void lose(long nowNanos) {
        if (state == State.AWAY) {
            return;
        }
        if (state == State.FLOWING) {
            suspicious = false;
            release(nowNanos);
        }
        held.clear();
        state = State.AWAY;
        losses += afterLoss ? 0 : 1;
        afterLoss = true;
    }

    /// True from the moment the device is gone until another was opened.
    public boolean lost() {
        return state == State.AWAY;
    }

    public MicrophoneStatus status() {
        return new MicrophoneStatus(
                state == State.FLOWING,
                gaps,
                Pcm.nanos(gapFrames) / 1_000_000,
                losses,
                Pcm.nanos(silenceFrames) / 1_000_000,
                clippedBefore + sound.clipped(),
                Math.rint(drift.ppm() * 10) / 10);
    }

    /// By how much the sound is shortened now: 1 + correction frames of the device go into each
    /// frame.
    public double correction() {
        return correction;
    }

    // A new device.

    private void settleAnew(long nowNanos) {
        state = State.SETTLING;
        begunNanos = nowNanos;
        observedNanos = nowNanos;
        line = new LineClock();
        drift = new DriftControl();
        fine = new FineResampler(settings.channels());
        correction = 0;
        backlog = false;
        suspicious = false;
    }

    private void settle(long lookedNanos, long before, long nowNanos, boolean all) {
        if (all) {
            observe(lookedNanos, before, nowNanos);
        }
        if (!line.settled()) {
            return;
        }
        state = State.FLOWING;
        if (!out.begun()) {
            out.jumpTo(capturedNanos());
        } else if (afterLoss) {
            silenceUntil(capturedNanos());
            jump();
        } else {
            jump();
        }
        afterLoss = false;
    }

    // A device whose clock is known.

    private void judge(long lookedNanos, long before, long nowNanos, boolean all) {
        // The position moved between the two looks. Who looked long ago has to wait for the next.
        long apartNanos = nowNanos - lookedNanos;
        long movedNanos =
                apartNanos <= LOOK_NANOS
                        ? lookedNanos + apartNanos / 2
                        : apartNanos <= BUSY_LOOK_NANOS ? lookedNanos : nowNanos;
        long behindNanos = movedNanos - line.nanosOf(position);
        if (!suspicious) {
            if (all && behindNanos <= SUSPICIOUS_NANOS) {
                observe(lookedNanos, before, nowNanos);
                return;
            }
            suspicious = true;
            suspiciousFrom = before - lostFrames;
            suspectedNanos = nowNanos;
            witnesses = 0;
        }
        if (all && apartNanos <= BUSY_LOOK_NANOS) {
            weigh(behindNanos, nowNanos);
        }
    }

    private void weigh(long behindNanos, long nowNanos) {
        if (behindNanos <= CLEARED_NANOS) {
            suspicious = false;
            return;
        }
        behind[witnesses++ % WITNESSES] = behindNanos;
        if (witnesses < WITNESSES || nowNanos - suspectedNanos < WITNESSED_NANOS) {
            return;
        }
        long[] sorted = behind.clone();
        Arrays.sort(sorted);
        if (sorted[WITNESSES - 1] - sorted[0] > AGREE_NANOS) {
            return;
        }
        suspicious = false;
        long median = sorted[WITNESSES / 2];
        if (median > SUSPICIOUS_NANOS) {
            long frames = Pcm.frames(median);
            lostFrames += frames;
            position += frames;
            jump();
        }
    }

    /// Gives everything that is beyond suspicion to the stretcher, and looks how well that keeps
    /// time.
    private void release(long nowNanos) {
        int frames;
        do {
            long trusted = suspicious ? suspiciousFrom - held.first() : Long.MAX_VALUE;
            frames = held.take(piece, Math.clamp(trusted, 0, Pcm.BLOCK_FRAMES));
            short[] stretched = new short[fine.room(frames) * settings.channels()];
            out.add(stretched, fine.resample(piece, frames, correction, stretched));
        } while (frames > 0);
        if (suspicious) {
            return;
        }
        long errorNanos = out.nextNanos() - capturedNanos();
        if (Math.abs(errorNanos) > JUMP_NANOS) {
            jump();
        } else {
            correction = drift.update(nowNanos, errorNanos);
        }
    }

    /// When the next frame to go out was captured.
    private long capturedNanos() {
        return line.nanosOf(held.first() + lostFrames)
                - Math.round(fine.waitingFrames() * 1e9 / Pcm.RATE);
    }

    /// Sets the stamp to the time of capture, if they are further apart than the programme takes
    /// for jitter.
    private void jump() {
        long aheadFrames = Pcm.frames(capturedNanos() - out.nextNanos());
        if (aheadFrames > PcmToChunks.TOLERANCE_FRAMES) {
            gaps++;
            gapFrames += aheadFrames;
            drain();
            out.jumpTo(capturedNanos());
        } else if (aheadFrames < -PcmToChunks.TOLERANCE_FRAMES) {
            held.drop(-aheadFrames);
        }
    }

    /// What the stretcher still has was captured before the gap.
    private void drain() {
        int frames = (int) fine.waitingFrames();
        short[] stretched = new short[fine.room(frames) * settings.channels()];
        short[] nothing = new short[frames * settings.channels()];
        out.add(stretched, fine.resample(nothing, frames, correction, stretched));
        fine = new FineResampler(settings.channels());
    }

    private void observe(long lookedNanos, long before, long nowNanos) {
        boolean busy = nowNanos - observedNanos > HURRY_NANOS;
        line.observe(busy ? Math.max(lookedNanos, nowNanos - LOOK_NANOS) : lookedNanos, before);
        if (nowNanos - lookedNanos <= LOOK_NANOS) {
            observedNanos = nowNanos;
        }
        line.observe(nowNanos, position);
    }

    // No device.

    private void silence(long nowNanos) {
        if (!out.begun()) {
            out.jumpTo(begunNanos);
        }
        silenceUntil(nowNanos - SILENCE_LAG_NANOS);
    }

    private void silenceUntil(long untilNanos) {
        long left = Pcm.frames(untilNanos - out.nextNanos());
        if (left > MAX_HELD_FRAMES) {
            // We were stopped meanwhile.
            gaps++;
            gapFrames += left;
            out.jumpTo(untilNanos);
            return;
        }
        while (left > 0) {
            int frames = (int) Math.min(left, Pcm.BLOCK_FRAMES);
            out.add(new short[frames * settings.channels()], frames);
            silenceFrames += frames;
            left -= frames;
        }
    }
}
