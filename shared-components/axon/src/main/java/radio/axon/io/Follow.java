package radio.axon.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Outbox;

/// The lines of a file as they are written to it, like `tail -F`: sends each on `outbox` as a
/// String when it is ended, without its end. Goes on until it is told to stop; on ProducerFinished
/// it sends what is in the file by then and ends.
///
/// It looks at the file every [#INTERVAL] of the system's clock (or as told): one read and one
/// question for the file's identity when nothing happened. A WatchService would save those, but
/// knows nothing of changes made on network file systems, needs a thread of its own for each
/// folder, and could not be run in virtual time.
///
/// - The file does not exist yet, or is gone: it waits for it. What is in a file that came later is
///   all new, and read from the start.
/// - Rotation by rename: the file it reads is read to its end, and until nothing came for a whole
///   interval, since who writes to it may not have noticed; then the one that bears the name now,
///   from its start. Files that come and go faster than the interval are not seen.
/// - Rotation by truncation: what stands before the place it has reached is compared at each look;
///   if it differs, the file is read from the start. What was written and emptied between two looks
///   is not seen.
/// - A last line that is not ended waits until it is; when its file was rotated away it is sent as
///   it is.
/// - Of a line longer than the bound (64 KiB unless told otherwise) the first bytes up to it are
///   sent, and [#cut] counts it.
///
/// What is no file, or may not be read, ends it with an error that says so. Slow receivers hold it
/// up, and nothing is read meanwhile.
public final class Follow extends Component {
    /// Between two looks: soon enough for a reader of logs, and a few dozen system calls a second
    /// (guess).
    public static final Duration INTERVAL = Duration.ofMillis(200);

    /// Where in a file that is there already it begins.
    public enum From {
        START,
        /// Behind the last line that is ended.
        END
    }

    /// So many looks a file that was renamed is read on while it still grows.
    private static final int FAREWELL_LOOKS = 10;

    /// So many files that came after each other are kept open until they are read.
    private static final int MAX_FILES = 16;

    private final Outbox<String> lines = typedOutbox(String.class, "the lines, without their ends");
    private final Path path;
    private final From from;
    private final Duration interval;
    private final int maxLineBytes;
    private final LineBuffer line;
    private final Deque<FollowedFile> files = new ArrayDeque<>();
    private boolean awaited;
    private int farewellLooks;

    /// Follows what is written from now on.
    public Follow(Path path) {
        this(path, From.END);
    }

    public Follow(Path path, From from) {
        this(path, from, INTERVAL, LineBuffer.DEFAULT_BYTES);
    }

    /// For a stage of a [ProcessPipeline], which is made of words.
    ///
    /// @param from `start` or `end`
    public Follow(String path, String from) {
        this(Path.of(path), From.valueOf(from.toUpperCase(Locale.ROOT)));
    }

    /// @param interval between two looks, above 0
    /// @param maxLineBytes what is sent of a line at most, at least 1
    public Follow(Path path, From from, Duration interval, int maxLineBytes) {
        super("follow " + path.getFileName());
        if (!interval.isPositive()) {
            throw new IllegalArgumentException("an interval of " + interval + " is not above 0");
        }
        this.path = path;
        this.from = from;
        this.interval = interval;
        this.maxLineBytes = maxLineBytes;
        this.line = new LineBuffer(maxLineBytes);
        typedInbox(Object.class, "not read", Bound.dropNewest(1));
    }

    /// How many lines were longer than the bound.
    public long cut() {
        return line.cut();
    }

    @Override
    protected void run() throws IOException, InterruptedException {
        try {
            follow();
        } catch (ClosedByInterruptException stopped) {
            throw new InterruptedException();
        } finally {
            for (FollowedFile file : files) {
                file.close();
            }
        }
    }

    private void follow() throws IOException, InterruptedException {
        boolean finished = false;
        while (!finished && !stopping()) {
            finished = upstreamFinished();
            findFile();
            readFiles(finished);
            if (!finished) {
                await(interval);
            }
        }
    }

    /// Opens what bears the name now, if that is another file than the last one opened.
    private void findFile() throws IOException {
        if (files.size() == MAX_FILES) {
            return;
        }
        try {
            FollowedFile last = files.peekLast();
            if (last == null || !last.identity().equals(FollowedFile.identity(path))) {
                FollowedFile found = open();
                if (found != null) {
                    files.addLast(found);
                }
            }
        } catch (NoSuchFileException gone) {
            if (!awaited) {
                log().info("{} is not there: waiting for it", path);
            }
        }
        awaited = true;
    }

    private @Nullable FollowedFile open() throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException(
                    "cannot follow "
                            + path
                            + ": it is "
                            + (Files.isDirectory(path) ? "a folder" : "no ordinary file")
                            + "; name a file");
        }
        if (Files.isRegularFile(path) && !Files.isReadable(path)) {
            throw new IOException(
                    "cannot follow " + path + ": it may not be read; give this user the right to");
        }
        FollowedFile found = FollowedFile.open(path);
        if (found != null && !awaited && from == From.END) {
            found.toEnd(maxLineBytes);
        }
        return found;
    }

    /// Reads the file, and when it has been left for another one, that one.
    private void readFiles(boolean finished) throws IOException, InterruptedException {
        while (!files.isEmpty()) {
            boolean grew = readOn(files.getFirst());
            if (files.size() == 1 || (!finished && grew && mayGrow())) {
                return;
            }
            if (!finished && farewellLooks == 0) {
                farewellLooks = 1; // quiet now; and after one interval more?
                return;
            }
            farewellLooks = 0;
            sendRest();
            files.removeFirst().close();
        }
    }

    private boolean mayGrow() {
        return ++farewellLooks <= FAREWELL_LOOKS && files.size() < MAX_FILES;
    }

    /// Sends what there is to the end of the file; true if there was anything.
    private boolean readOn(FollowedFile file) throws IOException, InterruptedException {
        boolean grew = false;
        while (!stopping()) {
            switch (file.look()) {
                case NOTHING -> {
                    return grew;
                }
                case REWRITTEN -> sendRest();
                case MORE -> sendLines(file);
            }
            grew = true;
        }
        return grew;
    }

    private void sendLines(FollowedFile file) throws InterruptedException {
        for (Optional<String> next = line.next(file.bytes());
                next.isPresent();
                next = line.next(file.bytes())) {
            lines.send(next.get());
        }
    }

    private void sendRest() throws InterruptedException {
        Optional<String> rest = line.rest();
        if (rest.isPresent()) {
            lines.send(rest.get());
        }
    }
}
