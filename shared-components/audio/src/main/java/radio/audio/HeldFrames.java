package radio.audio;

import java.util.Arrays;

/// Frames that wait, each with its number since the device was opened. Its owner bounds it. Not
/// thread-safe.
final class HeldFrames {
    private final int channels;
    private short[] samples = new short[0];
    private int size;
    private long first;
    private long toDrop;

    HeldFrames(int channels) {
        this.channels = channels;
    }

    int size() {
        return size;
    }

    /// The number of the first frame that waits or, if none does, of the next one.
    long first() {
        return first;
    }

    void add(short[] more) {
        int frames = more.length / channels;
        if ((size + frames) * channels > samples.length) {
            samples = Arrays.copyOf(samples, (size + frames) * 2 * channels);
        }
        System.arraycopy(more, 0, samples, size * channels, more.length);
        size += frames;
        if (toDrop > 0) {
            drop(0);
        }
    }

    /// Moves up to so many frames to the front of `out`.
    int take(short[] out, int most) {
        int frames = Math.min(most, size);
        System.arraycopy(samples, 0, out, 0, frames * channels);
        remove(frames);
        return frames;
    }

    /// Drops that many frames: those that wait, then those that come.
    void drop(long frames) {
        toDrop += frames;
        int now = (int) Math.min(toDrop, size);
        toDrop -= now;
        remove(now);
    }

    /// Forgets what waits; the numbers go on.
    void clear() {
        remove(size);
        toDrop = 0;
    }

    /// Forgets everything; the next frame is number 0.
    void reset() {
        clear();
        first = 0;
    }

    private void remove(int frames) {
        size -= frames;
        first += frames;
        System.arraycopy(samples, frames * channels, samples, 0, size * channels);
    }
}
