package radio.axon.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// A thread that writes to a stream on behalf of a component, for the reasons of [StreamReader]. It
/// holds one piece beside the one it is writing; when there is room again, or it has ended, it
/// calls the component's `wake()`.
final class StreamWriter {
    private static final ByteBuffer END = ByteBuffer.allocate(0);

    private final OutputStream stream;
    private final Runnable onChange;
    private final BlockingQueue<ByteBuffer> waiting = new ArrayBlockingQueue<>(1);
    private final Thread thread;
    private volatile long written;
    private volatile boolean over;

    StreamWriter(String name, OutputStream stream, Runnable onChange) {
        this.stream = stream;
        this.onChange = onChange;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::write);
    }

    void start() {
        thread.start();
    }

    /// Hands it a piece; false while there is no room for it. The bytes must not change any more.
    boolean offer(ByteBuffer piece) {
        return waiting.offer(piece.duplicate());
    }

    /// Closes the stream behind what was handed over; false while there is no room to say so.
    boolean offerEnd() {
        return waiting.offer(END);
    }

    /// How many pieces the stream took.
    long written() {
        return written;
    }

    /// True when it writes no more: the other side does not read any more, or the stream is closed.
    boolean ended() {
        return over;
    }

    /// Asks it to end; see [StreamReader#stop].
    void stop() {
        thread.interrupt();
    }

    void awaitEnd(Duration atMost) throws InterruptedException {
        thread.join(atMost);
    }

    // Written by this thread only; the end is this very buffer, not any other empty one.
    @SuppressWarnings({"NonAtomicVolatileUpdate", "ReferenceEquality"})
    private void write() {
        try (stream) {
            for (ByteBuffer piece = waiting.take(); piece != END; piece = waiting.take()) {
                onChange.run();
                write(piece);
                written++;
            }
        } catch (InterruptedException stopped) {
            // Nobody wants the rest written.
        } catch (IOException e) {
            // The other side is gone: whoever asks sees that it ended.
        } finally {
            over = true;
            onChange.run();
        }
    }

    private void write(ByteBuffer piece) throws IOException {
        if (piece.hasArray()) {
            stream.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
        } else {
            byte[] copy = new byte[piece.remaining()];
            piece.get(copy);
            stream.write(copy);
        }
        stream.flush();
    }
}
