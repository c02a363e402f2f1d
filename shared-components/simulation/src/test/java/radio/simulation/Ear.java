package radio.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import radio.axon.Clock;

/// Hears one device of a [VirtualCard] from its making on: every sample, and when it was there.
final class Ear implements AutoCloseable {
    private static final int RATE = 48_000;
    private static final int BLOCK_BYTES = 960;

    private final Clock clock = Clock.system();
    private final Process process;
    private final List<byte[]> heard = new ArrayList<>();
    private long frames;

    /// The least that the clock was ahead of the samples so far: how late samples are told, less
    /// the waiting in between.
    private long startNanos = Long.MAX_VALUE;

    Ear(VirtualCard card, String device) throws IOException {
        process = card.hear(device);
        Thread.ofVirtual().name("ear").start(this::read);
    }

    private void read() {
        try (InputStream in = process.getInputStream()) {
            for (byte[] block = in.readNBytes(BLOCK_BYTES);
                    block.length > 1;
                    block = in.readNBytes(BLOCK_BYTES)) {
                note(block);
            }
        } catch (IOException closed) {
            // Nobody listens any more.
        }
    }

    private synchronized void note(byte[] block) {
        heard.add(block);
        frames += block.length / 2;
        startNanos = Math.min(startNanos, clock.nanoTime() - frames * 1_000_000_000L / RATE);
    }

    /// What was heard so far.
    synchronized short[] samples() {
        ByteBuffer all = ByteBuffer.allocate((int) (2 * frames));
        heard.forEach(all::put);
        return Sounds.samples(all.flip());
    }

    /// When a sample was there, on the clock of this process.
    synchronized long nanosOf(long sample) {
        return startNanos + sample * 1_000_000_000L / RATE;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
