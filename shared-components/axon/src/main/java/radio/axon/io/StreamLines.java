package radio.axon.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/// The lines of a stream, read by a [StreamReader] and never waited for here.
final class StreamLines {
    private final StreamReader pieces;
    private final LineBuffer line;
    private ByteBuffer piece = ByteBuffer.allocate(0);

    StreamLines(String name, InputStream stream, boolean closing, int maxLineBytes) {
        pieces = new StreamReader(name, stream, closing, () -> {});
        line = new LineBuffer(maxLineBytes);
    }

    void start() {
        pieces.start();
    }

    void onChange(Runnable other) {
        pieces.onChange(other);
    }

    /// The next line, if it is there; the last one may lack its end.
    Optional<String> poll() {
        while (true) {
            Optional<String> next = line.next(piece);
            if (next.isPresent()) {
                return next;
            }
            boolean ended = pieces.ended();
            Optional<ByteBuffer> more = pieces.poll();
            if (more.isEmpty()) {
                return ended ? line.rest() : Optional.empty();
            }
            piece = more.get();
        }
    }

    /// True when poll() has given all there will ever be.
    boolean ended() {
        return pieces.ended() && !piece.hasRemaining();
    }

    Optional<IOException> failure() {
        return pieces.failure();
    }

    long cut() {
        return line.cut();
    }

    void stop() {
        pieces.stop();
    }

    void awaitEnd(Duration atMost) throws InterruptedException {
        pieces.awaitEnd(atMost);
    }
}
