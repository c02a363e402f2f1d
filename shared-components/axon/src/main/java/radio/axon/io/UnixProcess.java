package radio.axon.io;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;

/// A program of the machine as a component: what comes to `inbox` is its standard input, its
/// standard output leaves through `outbox`, its standard error through `stderr`; if that is linked
/// to nothing, its lines go to the log. All are read-only [ByteBuffer]s of 1 byte to 8 KiB that
/// have no meaning of their own: bytes of a stream.
///
/// The program and its arguments are taken as they are; no shell reads them. When the producer has
/// finished, standard input is closed behind the last byte. When the process has ended and
/// everything it wrote has been sent, an [Exit] is sent on `exit` and the component ends with
/// ProducerFinished, whatever the exit code: `grep` says 1 when it found nothing. One that
/// [#mustSucceed] fails on any code but 0 instead.
///
/// Bounded both ways: a receiver that takes nothing makes the process wait in its write, a process
/// that reads nothing makes the senders wait. Nothing is dropped; what comes after the process
/// closed its input is counted ([#unread]). A process left behind by the program (`&` in a script)
/// that holds its output keeps the component until it ends, as in a pipe of the shell.
///
/// When the component is stopped, the process and its descendants get TERM, and a second later
/// KILL, as when its system is closed; a JVM that dies only closes their streams. A program that
/// cannot be run ends the component with [NoSuchProgram], unless it [#mayBeMissing]. Three threads
/// of the machine keep the streams, since reads and writes of pipes cannot be broken off; they end
/// with the process.
public final class UnixProcess extends Component {
    /// The exit code of a program that [#mayBeMissing] and cannot be run, as a shell gives it.
    public static final int CANNOT_BE_RUN = 127;

    private static final int INBOX = 64;
    private static final int LOGGED_LINE_BYTES = 1000;

    private final Inbox<ByteBuffer> input =
            typedInbox(ByteBuffer.class, "its standard input", Bound.blocking(INBOX));
    private final Outbox<ByteBuffer> output = typedOutbox(ByteBuffer.class, "its standard output");
    private final Outbox<ByteBuffer> errors =
            addOutbox("stderr", ByteBuffer.class, "its standard error, else in the log");
    private final Outbox<Exit> exit = addOutbox("exit", Exit.class, "that it has ended, and how");

    private final List<String> command;
    private final @Nullable Path folder;
    private final Map<String, String> environment;
    private final LineBuffer complaint = new LineBuffer(LOGGED_LINE_BYTES);
    private String lastWords = "";
    private boolean mustSucceed;
    private boolean mayBeMissing;
    private long handedOver;
    private boolean inputClosed;
    private @Nullable ByteBuffer held;
    private volatile long unread;
    private volatile @Nullable Integer code;

    private UnixProcess(
            String name,
            List<String> command,
            @Nullable Path folder,
            Map<String, String> environment) {
        super(name);
        for (String word : command) {
            if (word.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "a word of the command %s has a NUL in it".formatted(command.getFirst()));
            }
        }
        this.command = List.copyOf(command);
        this.folder = folder;
        this.environment = new LinkedHashMap<>(environment);
    }

    /// A program, found as the shell would find it, and its arguments.
    public static UnixProcess of(String... command) {
        return of(List.of(command));
    }

    public static UnixProcess of(List<String> command) {
        return new UnixProcess(nameOf(command), command, null, Map.of());
    }

    /// A program that is run in that folder, with these variables beside those of this process.
    public static UnixProcess of(
            List<String> command, Path folder, Map<String, String> environment) {
        return new UnixProcess(nameOf(command), command, folder, environment);
    }

    /// The same in the folder of this process, and under a name of its own.
    static UnixProcess named(String name, List<String> command, Map<String, String> environment) {
        return new UnixProcess(name, command, null, environment);
    }

    /// Makes any exit code but 0 a failure of the component, with [ProcessFailed]. Before it is
    /// activated. Returns this.
    public UnixProcess mustSucceed() {
        mustSucceed = true;
        return this;
    }

    /// Makes it no failure that the program cannot be run: it then ends with the exit code
    /// [#CANNOT_BE_RUN], and nothing is logged. For one that can be done without. Before it is
    /// activated. Returns this.
    public UnixProcess mayBeMissing() {
        mayBeMissing = true;
        return this;
    }

    /// How it ended; empty while it has not, or when it was stopped.
    public OptionalInt exitCode() {
        Integer ended = code;
        return ended == null ? OptionalInt.empty() : OptionalInt.of(ended);
    }

    /// How many messages did not go into its standard input any more, since it had closed it.
    public long unread() {
        return unread;
    }

    @Override
    protected void run() throws InterruptedException {
        Process process;
        try {
            process = start();
        } catch (NoSuchProgram missing) {
            if (!mayBeMissing) {
                throw missing;
            }
            endWithoutRunning();
            return;
        }
        RunningProcess running = new RunningProcess(name(), process, this::wake);
        try {
            while (!stopping()) {
                boolean ended = running.ended();
                boolean moved = passInput(running.in());
                moved |= passOutput(running.out());
                moved |= passErrors(running.errors());
                if (ended && !moved) {
                    end(running);
                    return;
                }
                if (!moved) {
                    await();
                }
            }
        } finally {
            running.end();
        }
    }

    private Process start() {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        if (folder != null) {
            if (!Files.isDirectory(folder)) {
                throw new IllegalStateException(
                        "cannot run %s in %s: that is no folder; name one that is there"
                                .formatted(command.getFirst(), folder));
            }
            builder.directory(folder.toFile());
        }
        try {
            return builder.start();
        } catch (IOException e) {
            String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
            throw new NoSuchProgram(command.getFirst(), "PATH=" + path, e);
        }
    }

    /// Hands over one message, or the end.
    private boolean passInput(StreamWriter to) {
        if (to.ended()) {
            return passOver(to);
        }
        if (held != null) {
            if (!to.offer(held)) {
                return false;
            }
            held = null;
            return true;
        }
        boolean finished = upstreamFinished();
        Optional<ByteBuffer> next = input.poll();
        if (next.isPresent()) {
            handedOver++;
            if (!to.offer(next.get())) {
                held = next.get();
            }
            return true;
        }
        if (finished && !inputClosed) {
            inputClosed = to.offerEnd();
            return inputClosed;
        }
        return false;
    }

    /// Nobody reads any more what comes in.
    private boolean passOver(StreamWriter to) {
        held = null;
        long before = handedOver;
        while (input.poll().isPresent()) {
            handedOver++;
        }
        unread = handedOver - to.written();
        return handedOver > before;
    }

    private boolean passOutput(StreamReader from) throws InterruptedException {
        Optional<ByteBuffer> piece = from.poll();
        if (piece.isPresent()) {
            output.send(piece.get());
        }
        return piece.isPresent();
    }

    private boolean passErrors(StreamReader from) throws InterruptedException {
        Optional<ByteBuffer> piece = from.poll();
        if (piece.isEmpty()) {
            return false;
        }
        logLines(piece.get().duplicate());
        if (errors.linked()) {
            errors.send(piece.get());
        }
        return true;
    }

    private void logLines(ByteBuffer piece) {
        Optional<String> line = complaint.next(piece);
        while (line.isPresent()) {
            say(line.get());
            line = complaint.next(piece);
        }
    }

    private void say(String line) {
        if (!line.isBlank()) {
            lastWords = line;
        }
        if (!errors.linked()) {
            log().info("{}: {}", name(), line);
        }
    }

    private void end(RunningProcess running) throws InterruptedException {
        passOver(running.in());
        complaint.rest().ifPresent(this::say);
        exited(running.exitCode());
    }

    private void endWithoutRunning() throws InterruptedException {
        while (input.poll().isPresent()) {
            handedOver++;
        }
        unread = handedOver;
        exited(CANNOT_BE_RUN);
    }

    private void exited(int how) throws InterruptedException {
        code = how;
        exit.send(new Exit(command.getFirst(), how, unread));
        if (how != 0 && mustSucceed) {
            throw new ProcessFailed(name(), how, lastWords);
        }
    }

    private static String nameOf(List<String> command) {
        if (command.isEmpty() || command.getFirst().isBlank()) {
            throw new IllegalArgumentException("a process needs a program to run");
        }
        return new File(command.getFirst()).getName();
    }
}
