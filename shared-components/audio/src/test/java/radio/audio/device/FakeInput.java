package radio.audio.device;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import radio.axon.Clock;

/// A recording device that hears a sound made of time, with a clock of its own. It gives its frames
/// in fragments, each some milliseconds after its last frame was captured.
///
/// Behind a sound server (the virtual card, most desktops) nothing is lost for as long as the
/// server's queue has room, and no more than the buffer is available at a time. A bare card whose
/// buffer is full throws it away, and goes on with the first read after that. One that vanished
/// says that a whole buffer is available, and gives nothing, as on the virtual card.
final class FakeInput implements InputLine {
    private final Clock time;
    private final int rate;
    private final int channels;
    private final DoubleFunction<short[]> sound;
    private final double frameNanos;
    private final SplittableRandom random;
    private final int fragmentFrames;
    private final long jitterNanos;
    private final long queueFrames;

    private final Deque<short[]> delivered = new ArrayDeque<>();
    private int takenOfFirst;
    private long startNanos = -1;
    private long captured;
    private long nextArrivalNanos;
    private boolean overrun;
    private boolean vanished;
    private boolean frozen;
    private boolean closed;
    private long deafFromNanos = Long.MAX_VALUE;
    private long deafUntilNanos = Long.MAX_VALUE;

    /// @param sound the samples of a frame (one for each channel) captured at a time in seconds on
    ///   the machine's clock
    /// @param ppm by how much its clock is too fast
    /// @param queueFrames what a sound server keeps; 0: a bare card
    FakeInput(
            Clock time,
            int rate,
            int channels,
            DoubleFunction<short[]> sound,
            double ppm,
            int fragmentFrames,
            long jitterNanos,
            long queueFrames,
            long seed) {
        this.time = time;
        this.rate = rate;
        this.channels = channels;
        this.sound = sound;
        this.frameNanos = 1e9 / (rate * (1 + ppm / 1e6));
        this.fragmentFrames = fragmentFrames;
        this.jitterNanos = jitterNanos;
        this.queueFrames = queueFrames;
        this.random = new SplittableRandom(seed);
    }

    /// Sound captured from then until then is lost.
    void deaf(long fromNanos, long untilNanos) {
        deafFromNanos = fromNanos;
        deafUntilNanos = untilNanos;
    }

    void vanish() {
        vanished = true;
    }

    /// Gives nothing, like a sound server that is stopped; then everything at once.
    void freeze(boolean now) {
        frozen = now;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void start() {
        startNanos = time.nanoTime();
        nextArrivalNanos = arrival();
    }

    @Override
    public int available() {
        hear();
        if (vanished || overrun) {
            return bufferFrames() * 2 * channels;
        }
        return (int) Math.min(waiting(), bufferFrames() - 1) * 2 * channels;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        hear();
        if (vanished) {
            return 0;
        }
        if (overrun) {
            overrun = false;
            return 0;
        }
        int frames = (int) Math.min(length / (2 * channels), waiting());
        int at = offset;
        for (int f = 0; f < frames; f++) {
            short[] fragment = delivered.getFirst();
            for (int c = 0; c < channels; c++) {
                short sample = fragment[takenOfFirst++];
                bytes[at++] = (byte) sample;
                bytes[at++] = (byte) (sample >> 8);
            }
            if (takenOfFirst == fragment.length) {
                delivered.removeFirst();
                takenOfFirst = 0;
            }
        }
        return frames * 2 * channels;
    }

    @Override
    public void close() {
        closed = true;
    }

    private int bufferFrames() {
        return rate / 5;
    }

    private long waiting() {
        long samples = -takenOfFirst;
        for (short[] fragment : delivered) {
            samples += fragment.length;
        }
        return samples / channels;
    }

    private void hear() {
        while (!vanished && !frozen && startNanos >= 0 && nextArrivalNanos <= time.nanoTime()) {
            short[] fragment = new short[fragmentFrames * channels];
            int kept = 0;
            for (int f = 0; f < fragmentFrames; f++, captured++) {
                double nanos = startNanos + captured * frameNanos;
                if (nanos < deafFromNanos || nanos >= deafUntilNanos) {
                    System.arraycopy(sound.apply(nanos / 1e9), 0, fragment, kept, channels);
                    kept += channels;
                }
            }
            if (kept > 0 && !overrun) {
                delivered.addLast(Arrays.copyOf(fragment, kept));
            }
            if (waiting() > Math.max(queueFrames, bufferFrames())) {
                if (queueFrames > 0) {
                    delivered.removeLast();
                } else {
                    overrun = true;
                    delivered.clear();
                    takenOfFirst = 0;
                }
            }
            nextArrivalNanos = Math.max(nextArrivalNanos, arrival());
        }
    }

    private long arrival() {
        return startNanos
                + Math.round((captured + fragmentFrames) * frameNanos)
                + (jitterNanos == 0 ? 0 : random.nextLong(jitterNanos));
    }
}
