package radio.audio.container;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Clock;
import radio.axon.Handle;
import radio.axon.ProducerFinished;
import radio.axon.Signal;
import radio.axon.io.FirstBytes;
import radio.axon.io.UnixProcess;

/// An ffmpeg that decodes a file for whoever reads the bytes it writes, on a thread that may wait.
///
/// A [UnixProcess] in a system of its own: a file is opened by components and before there are any,
/// and is closed by whoever opened it. What has been decoded ahead is bounded: 64 KiB in the pipe
/// and some 100 in boxes. One that gives no byte for as long as patience lasts is stuck and is
/// ended; a reader whose thread is interrupted meets the end at once. What ffmpeg says on standard
/// error is taken away, so that it never waits for that either, and the first
/// [#MAX_COMPLAINT_BYTES] are kept as the reason.
///
/// [#close] ends the process; when this one is killed, it ends because its pipes are broken.
final class FfmpegProcess implements AutoCloseable {

    /// Of 8 KiB each: as much as the pipe holds.
    private static final int PIECES_AHEAD = 8;

    private static final int MAX_COMPLAINT_BYTES = 2048;

    private final AxonSystem system = new AxonSystem("ffmpeg", Clock.system());
    private final FirstBytes complaint = new FirstBytes(MAX_COMPLAINT_BYTES);
    private final UnixProcess process;
    private final Handle sound;
    private final Duration patience;
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private boolean ended;
    private boolean stuck;

    FfmpegProcess(List<String> command, Duration patience) {
        this.patience = patience;
        process = UnixProcess.of(command).mayBeMissing();
        sound = Handle.of(process, Bound.blocking(PIECES_AHEAD));
        system.link(process.outbox("stderr"), complaint.inbox("inbox"));
        system.link(sound.outbox("signal"), complaint.inbox("control"));
        sound.inbox("control", Signal.class).offer(new ProducerFinished()); // it has no input
        system.activate(complaint, sound);
    }

    /// The next bytes it wrote, waiting for them: 1 to `length`, or 0 at the end.
    int read(byte[] into, int offset, int length) {
        if (!piece.hasRemaining() && !ended) {
            nextPiece();
        }
        int n = Math.min(length, piece.remaining());
        piece.get(into, offset, n);
        return n;
    }

    /// True when all was read, or the rest is not waited for.
    boolean ended() {
        return ended;
    }

    /// True when it gave nothing for too long.
    boolean stuck() {
        return stuck;
    }

    /// True when it has ended because there is no such program.
    boolean missing() {
        return process.exitCode().orElse(0) == UnixProcess.CANNOT_BE_RUN;
    }

    /// True when it has ended by itself, but not well.
    boolean failed() {
        return process.exitCode().orElse(0) != 0;
    }

    /// What it has said on standard error; after its end, all that is kept.
    String complaint() {
        if (ended) {
            try {
                system.awaitEnd(patience); // only the last words are still on their way
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return complaint.text();
    }

    private void nextPiece() {
        try {
            Optional<Object> next = sound.poll(patience);
            if (next.isEmpty() && sound.ending().isPresent()) {
                next = sound.poll(); // it may have come, and the end, just when patience was over
                ended = next.isEmpty();
            } else if (next.isEmpty()) {
                stuck = true;
                close();
            }
            next.ifPresent(bytes -> piece = ((ByteBuffer) bytes).duplicate());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = true;
        }
    }

    @Override
    public void close() {
        ended = true;
        system.close();
    }
}
