package radio.axon.io;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Outbox;

/// Sends on `outbox` what is typed, line by line, without the ends of lines; standard input, or any
/// other stream. Ends with the stream, or when told to; a stream given to it is closed then.
///
/// A thread of the machine reads, one piece (8 KiB) ahead of what its receiver takes, because a
/// read of a terminal cannot be broken off. So it ends at once even while nobody types. What was
/// typed after that is there for the next ConsoleReader of this process. Only one at a time reads
/// standard input: another one ends with an error that says so. Of a line longer than 64 KiB the
/// beginning is sent, and [#cut] counts it.
public final class ConsoleReader extends Component {
    /// How long its thread is waited for at the end; it is a daemon and may stay in a read that
    /// does not return.
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final Outbox<String> lines = typedOutbox(String.class, "the lines, without their ends");
    private final @Nullable InputStream stream;
    private final int maxLineBytes;
    private volatile @Nullable StreamLines input;

    /// What is typed on standard input.
    public ConsoleReader() {
        super("console reader");
        this.stream = null;
        this.maxLineBytes = LineBuffer.DEFAULT_BYTES;
        nothingComesIn();
    }

    public ConsoleReader(InputStream stream) {
        this(stream, LineBuffer.DEFAULT_BYTES);
    }

    /// @param maxLineBytes what is sent of a line at most, at least 1
    public ConsoleReader(InputStream stream, int maxLineBytes) {
        super("console reader");
        if (maxLineBytes < 1) {
            throw new IllegalArgumentException("a line of " + maxLineBytes + " bytes is below 1");
        }
        this.stream = stream;
        this.maxLineBytes = maxLineBytes;
        nothingComesIn();
    }

    private void nothingComesIn() {
        typedInbox(Object.class, "not read", Bound.dropNewest(1));
    }

    /// How many lines were longer than the bound.
    public long cut() {
        StreamLines read = input;
        return read == null ? 0 : read.cut();
    }

    @Override
    protected void run() throws IOException, InterruptedException {
        if (stream == null) {
            readStandardInput();
        } else {
            read(stream);
        }
    }

    private void readStandardInput() throws IOException, InterruptedException {
        StreamLines shared = Console.takeInput(this);
        try {
            pass(shared);
        } finally {
            Console.giveBackInput(this);
        }
    }

    private void read(InputStream own) throws IOException, InterruptedException {
        StreamLines reader = new StreamLines(name(), own, true, maxLineBytes);
        reader.onChange(this::wake);
        reader.start();
        try {
            pass(reader);
        } finally {
            reader.stop();
            if (!reader.ended()) {
                close(own);
            }
            reader.awaitEnd(FAREWELL);
        }
    }

    private void pass(StreamLines reader) throws IOException, InterruptedException {
        input = reader;
        while (!stopping()) {
            boolean finished = reader.ended() || upstreamFinished();
            Optional<String> next = reader.poll();
            if (next.isPresent()) {
                lines.send(next.get());
            } else if (finished) {
                break;
            } else {
                await();
            }
        }
        Optional<IOException> failure = reader.failure();
        if (failure.isPresent() && !stopping()) {
            throw failure.get();
        }
    }

    /// Breaks into a read, where the stream allows that.
    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // It is read no more: nothing is lost.
        }
    }
}
