package radio.audio.device;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import radio.audio.Pcm;

/// A speaker without component and thread, on a card of virtual time, and an ear that knows what
/// time the sound was due.
///
/// The left channel carries what the test sends. The right one is replaced by a clock: a sawtooth
/// of one second that says when each frame is due; so the ear can tell to a fraction of a
/// millisecond how late it hears each of them.
public final class CardListener {

    /// Of the sawtooth: 30 to a millisecond.
    private static final double HEIGHT = 30_000;

    private static final double SECOND = 1e9;

    /// Around a fall of the sawtooth the resampler bends it: 2 ms before, and after it
    /// [#CALM_FRAMES].
    private static final double BLUR = HEIGHT * 0.002;

    private static final int CALM_FRAMES = 40;

    /// Blocks of door 6.
    private static final int DOOR = 10;

    private final ArrayDeque<Pcm> door = new ArrayDeque<>();
    private final SpeakerTally tally;
    private final FakeOutput card;
    private final SpeakerDevice device;
    private final List<String> told = new ArrayList<>();
    private long wakeNanos;
    private long worstLateNanos;
    private long lastLateNanos;
    private long judgedFrames;
    private long lastNanos;
    private double crossingNanos;
    private double firstCrossingNanos;
    private long crossings;
    private short before;
    private short beforeRight;
    private int calmFrames;
    private int steepest;
    private int loudest;
    private long loudFrames;
    private long framesHeard;

    /// @param ppm by how much the card is too fast
    /// @param stepMillis in which its position moves
    public CardListener(long seed, double ppm, int stepMillis, int volume) {
        tally = new SpeakerTally(volume);
        card = new FakeOutput(seed, ppm, stepMillis, this::hears);
        device =
                new SpeakerDevice(
                        card, () -> Optional.ofNullable(door.poll()), tally, 0, told::add);
        device.begin(card.open());
    }

    /// As the speaker's component does: what waits while the device is away is discarded.
    public boolean hasRoom() {
        for (Pcm block = door.peek(); tally.away && block != null; block = door.peek()) {
            tally.discardedFrames.addAndGet(door.remove().frames());
        }
        return door.size() < DOOR;
    }

    public void add(Pcm block) {
        short[] samples = block.inChannels(2).samples().clone();
        for (int i = 0; i < block.frames(); i++) {
            double due = (block.unixNanos() + Pcm.nanos(i)) % SECOND;
            samples[2 * i + 1] = (short) Math.round(due / SECOND * HEIGHT);
        }
        door.add(new Pcm(samples, 2, block.unixNanos()));
    }

    /// The device's thread comes by.
    public void step(long nowNanos) {
        card.nowIs(nowNanos);
        while (wakeNanos <= nowNanos) {
            wakeNanos = Math.max(device.step(nowNanos), nowNanos + 1);
        }
    }

    public void finish() {
        device.finish();
    }

    public boolean drained() {
        return device.drained();
    }

    public void vanish() {
        card.vanish();
    }

    public void comeBack() {
        card.comeBack();
    }

    public void takeAtMost(int bytes) {
        card.takeAtMost(bytes);
    }

    public void tell(SpeakerControl control) {
        tally.heed(control);
    }

    public SpeakerStatus status() {
        return tally.status();
    }

    public List<String> told() {
        return told;
    }

    public int linesOpen() {
        return card.opened() - card.closed();
    }

    public int linesOpened() {
        return card.opened();
    }

    /// Sound on its way to the ear, in the line and before it.
    public long levelMillis() {
        int waiting = door.stream().mapToInt(Pcm::frames).sum();
        return tally.status().lineMillis() + Pcm.nanos(waiting) / 1_000_000;
    }

    /// Begins to judge what is heard anew.
    public void listenAnew() {
        worstLateNanos = 0;
        judgedFrames = 0;
        crossings = 0;
        steepest = 0;
        loudest = 0;
        loudFrames = 0;
        framesHeard = 0;
    }

    /// How late a frame was heard, at most, in either direction.
    public double worstLateMillis() {
        return worstLateNanos / 1e6;
    }

    public double lastLateMillis() {
        return lastLateNanos / 1e6;
    }

    /// Frames that carried a time.
    public long judgedFrames() {
        return judgedFrames;
    }

    /// Of the left channel, by the world's time.
    public double hertz() {
        return (crossings - 1) * 1e9 / (crossingNanos - firstCrossingNanos);
    }

    /// The biggest step between neighbouring samples of the left channel.
    public int steepest() {
        return steepest;
    }

    public int loudest() {
        return loudest;
    }

    /// Frames that were not silent, and all.
    public long loudFrames() {
        return loudFrames;
    }

    public long framesHeard() {
        return framesHeard;
    }

    private void hears(long nanos, short left, short right) {
        framesHeard++;
        steepest = Math.max(steepest, Math.abs(left - before));
        loudest = Math.max(loudest, Math.abs(left));
        loudFrames += Math.abs(left) > 50 ? 1 : 0;
        if (before < 0 && left >= 0) {
            double share = (double) -before / (left - before);
            crossingNanos = lastNanos + share * (nanos - lastNanos);
            if (crossings++ == 0) {
                firstCrossingNanos = crossingNanos;
            }
        }
        before = left;
        lastNanos = nanos;
        calmFrames = Math.abs(right - beforeRight) > 100 ? 0 : calmFrames + 1;
        beforeRight = right;
        if (calmFrames > CALM_FRAMES
                && right > BLUR
                && right < HEIGHT - BLUR
                && tally.status().volume() == 100) {
            double due = right / HEIGHT * SECOND;
            double late = nanos % SECOND - due;
            late -= Math.rint(late / SECOND) * SECOND;
            lastLateNanos = (long) late;
            worstLateNanos = Math.max(worstLateNanos, Math.abs(lastLateNanos));
            judgedFrames++;
        }
    }
}
