package radio.audio.loudness;

import java.util.Arrays;

/// Keeps the true peak of sound at or below [#CEILING_DBTP] without being heard: it looks ahead,
/// turns all channels down together before the peak comes, and up again slowly. A pure stage; not
/// thread-safe.
///
/// Where nothing reaches the ceiling, samples come out bit for bit. What it needs of the future it
/// waits for, and [#finish] plays it out: what goes in comes out, as long and at its place.
///
/// Each frame needs a gain: 1, or what brings its peak under the ceiling. The lowest of the next 5
/// ms is held, and rises again with [#RELEASE_SECONDS]; the mean of the last 5 ms of that is what
/// the frame gets. A mean of gains that are all low enough is low enough, and it moves in a
/// straight line for 5 ms instead of jumping (the usual design of a look-ahead limiter).
public final class Limiter {

    /// Highest permitted true peak in production (EBU R 128).
    public static final double CEILING_DBTP = -1;

    static final float CEILING = (float) Math.pow(10, CEILING_DBTP / 20);

    /// Peaks over the ceiling are brought 0.1 dB below it: the gain moves a little while a point
    /// between samples is made of 32 of them. Measured in LimiterTest.
    private static final float AIM = CEILING * 0.9886f;

    private static final double LOOK_AHEAD_SECONDS = 0.005;

    /// 150 ms. Much below that the gain would follow the waves of a bass. Customary.
    private static final double RELEASE_SECONDS = 0.15;

    /// Gains are whole numbers, so that their sum is exact and all of 1 is 1.
    private static final int ONE = 1 << 30;

    /// 0.4 dB a second: the last of the way up is not endless, so that after a second samples come
    /// out bit for bit again.
    private static final int LEAST_RISE = ONE / 1_000_000;

    private static final int PIECE = 1024;

    private final int channels;
    private final TruePeak truePeak;
    private final float[] peaks = new float[PIECE];
    private final SlidingMinimum lowest;
    private final double release;

    /// Gains of the last 5 ms, in a ring.
    private final int[] held;

    private long heldSum;
    private int gain = ONE;

    /// Frames that wait for their gain, in a ring.
    private final float[] waiting;

    private final int delay;
    private long taken;

    /// @param sampleRate frames per second, 1,000 and more
    public Limiter(int sampleRate, int channels) {
        int window = (int) Math.round(sampleRate * LOOK_AHEAD_SECONDS);
        this.channels = channels;
        truePeak = new TruePeak(sampleRate, channels);
        lowest = new SlidingMinimum(window);
        release = 1 - Math.exp(-1 / (RELEASE_SECONDS * sampleRate));
        held = new int[window];
        Arrays.fill(held, ONE);
        heldSum = (long) window * ONE;
        delay = window - 1 + TruePeak.HALF;
        waiting = new float[(delay + 1) * channels];
    }

    /// Frames that it holds back, at most.
    public int delay() {
        return delay;
    }

    /// Takes frames and gives those that are ready: none at first, then as many as it takes.
    ///
    /// @param in `frames` interleaved frames, full scale -1 to 1; more is what it is for. Samples
    ///   that are no numbers, or beyond +60 dBFS, become 0
    /// @param out room for as many; may be `in`
    /// @return frames written
    public int limit(float[] in, int frames, float[] out) {
        int written = 0;
        for (int done = 0; done < frames; done += PIECE) {
            int n = Math.min(PIECE, frames - done);
            truePeak.peaks(in, done, n, CEILING, peaks);
            for (int i = 0; i < n; i++) {
                put(in, done + i);
                float gained = gain(peaks[i]);
                if (++taken > delay) {
                    take(gained, out, written++);
                }
            }
        }
        return written;
    }

    /// The frames that still were waiting.
    ///
    /// @param out room for [#delay] frames
    /// @return frames written
    public int finish(float[] out) {
        int left = (int) Math.min(taken, delay);
        float[] silence = new float[delay * channels];
        limit(silence, delay - left, silence);
        return limit(silence, left, out);
    }

    private void put(float[] in, int frame) {
        int slot = (int) (taken % (delay + 1)) * channels;
        for (int c = 0; c < channels; c++) {
            waiting[slot + c] = KWeighting.sound(in[frame * channels + c]);
        }
    }

    /// The oldest frame that waits is in the slot that comes next.
    private void take(float gained, float[] out, int frame) {
        int slot = (int) (taken % (delay + 1)) * channels;
        for (int c = 0; c < channels; c++) {
            out[frame * channels + c] = waiting[slot + c] * gained;
        }
    }

    /// Takes the peak that entered the look-ahead; gives the gain of the frame that leaves it.
    private float gain(float peak) {
        int needed = peak > CEILING ? (int) (AIM / peak * (double) ONE) : ONE;
        int rise = Math.max(LEAST_RISE, (int) ((ONE - gain) * release));
        gain = Math.min(lowest.add(needed), Math.min(ONE, gain + rise));
        int slot = (int) (taken % held.length);
        heldSum += gain - held[slot];
        held[slot] = gain;
        return heldSum == (long) held.length * ONE
                ? 1
                : (float) (heldSum / ((double) held.length * ONE));
    }
}
