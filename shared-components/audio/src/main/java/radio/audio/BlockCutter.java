package radio.audio;

import java.util.Arrays;
import java.util.function.Consumer;

/// Cuts a stream into blocks of 20 ms whose stamps count frames. Not thread-safe.
final class BlockCutter {
    private final int channels;
    private final Consumer<Pcm> out;
    private final short[] block;
    private int filled;
    private boolean begun;
    private long startNanos;
    private long frames;

    BlockCutter(int channels, Consumer<Pcm> out) {
        this.channels = channels;
        this.out = out;
        this.block = new short[Pcm.BLOCK_FRAMES * channels];
    }

    /// Whether it knows the time of the next frame.
    boolean begun() {
        return begun;
    }

    /// The stamp of the next frame, on `Clock.unixNanos`.
    long nextNanos() {
        return startNanos + Pcm.nanos(frames);
    }

    /// The next frame has this stamp; what was begun goes out as a shorter block.
    void jumpTo(long unixNanos) {
        if (filled > 0) {
            send();
        }
        begun = true;
        startNanos = unixNanos;
        frames = 0;
    }

    void add(short[] samples, int count) {
        for (int at = 0; at < count; ) {
            int n = Math.min(count - at, Pcm.BLOCK_FRAMES - filled);
            System.arraycopy(samples, at * channels, block, filled * channels, n * channels);
            filled += n;
            frames += n;
            at += n;
            if (filled == Pcm.BLOCK_FRAMES) {
                send();
            }
        }
    }

    private void send() {
        out.accept(
                new Pcm(
                        Arrays.copyOf(block, filled * channels),
                        channels,
                        startNanos + Pcm.nanos(frames - filled)));
        filled = 0;
    }
}
