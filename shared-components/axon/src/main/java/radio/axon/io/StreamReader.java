package radio.axon.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/// A thread that reads a stream on behalf of a component, which then never waits where nobody can
/// break into it: a read of a pipe or of a terminal cannot be interrupted, and would keep one of
/// the few threads on which components run.
///
/// A thread of the machine, a daemon. It reads one piece ahead, no further. When something came or
/// ended it calls the component's `wake()`; it touches no box.
final class StreamReader {
    /// What it reads at once: a message of an inbox is not larger (guess, an eighth of a pipe).
    static final int PIECE_BYTES = 8 * 1024;

    private final InputStream stream;
    private final boolean closing;
    private final BlockingQueue<ByteBuffer> ahead = new ArrayBlockingQueue<>(1);
    private final Thread thread;
    private volatile Runnable onChange;
    private volatile boolean over;
    private volatile @Nullable IOException failure;

    /// @param closing whether the stream is closed when it has ended or is read no more
    StreamReader(String name, InputStream stream, boolean closing, Runnable onChange) {
        this.stream = stream;
        this.closing = closing;
        this.onChange = onChange;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::read);
    }

    void start() {
        thread.start();
    }

    /// Who is to be told from now on.
    void onChange(Runnable other) {
        onChange = other;
    }

    /// The next piece, read-only, if it is there.
    Optional<ByteBuffer> poll() {
        return Optional.ofNullable(ahead.poll());
    }

    /// True when nothing will come any more.
    boolean ended() {
        return over && ahead.isEmpty();
    }

    /// Why it ended before the end of the stream, if so.
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /// Asks it to end. Without effect on a read that cannot be broken off: the thread then ends
    /// when that read returns.
    void stop() {
        thread.interrupt();
    }

    /// Waits for its end, at most that long.
    void awaitEnd(Duration atMost) throws InterruptedException {
        thread.join(atMost);
    }

    private void read() {
        byte[] piece = new byte[PIECE_BYTES];
        try {
            for (int got = 0; got >= 0; got = stream.read(piece)) {
                if (got > 0) {
                    ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(piece, got));
                    ahead.put(bytes.asReadOnlyBuffer());
                    onChange.run();
                }
            }
        } catch (InterruptedException stopped) {
            // Nobody wants the rest.
        } catch (IOException e) {
            failure = e;
        } finally {
            over = true;
            close();
            onChange.run();
        }
    }

    private void close() {
        if (closing) {
            try {
                stream.close();
            } catch (IOException e) {
                // It is read no more: nothing is lost.
            }
        }
    }
}
