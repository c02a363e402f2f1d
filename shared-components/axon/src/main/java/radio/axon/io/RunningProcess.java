package radio.axon.io;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process and the three threads of the machine that keep its streams: none of them waits for
/// another one, so that it never stands because nobody reads what it says.
final class RunningProcess {
    /// How long it may take to end when asked, before it is killed, and then its threads (guess).
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Process process;
    private final StreamWriter in;
    private final StreamReader out;
    private final StreamReader errors;

    /// @param onChange called when bytes came, bytes went, a stream or the process ended
    RunningProcess(String name, Process process, Runnable onChange) {
        this.process = process;
        in = new StreamWriter(name + " stdin", process.getOutputStream(), onChange);
        out = new StreamReader(name + " stdout", process.getInputStream(), true, onChange);
        errors = new StreamReader(name + " stderr", process.getErrorStream(), true, onChange);
        in.start();
        out.start();
        errors.start();
        var _ = process.onExit().thenRun(onChange);
    }

    StreamWriter in() {
        return in;
    }

    StreamReader out() {
        return out;
    }

    StreamReader errors() {
        return errors;
    }

    /// True when it has ended and all it said was taken.
    boolean ended() {
        return !process.isAlive() && out.ended() && errors.ended();
    }

    int exitCode() {
        return process.exitValue();
    }

    /// Asks it and its descendants to end, kills those that do not, and waits for its threads.
    /// Those that are kept by a process which is no descendant any more, but holds the streams, are
    /// left to end with that.
    void end() {
        List<ProcessHandle> all = new ArrayList<>(family());
        in.stop();
        out.stop();
        errors.stop();
        try {
            if (process.isAlive()) {
                all.forEach(ProcessHandle::destroy);
                process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
                all.addAll(family()); // those that came meanwhile
            }
            all.forEach(ProcessHandle::destroyForcibly);
            in.awaitEnd(GRACE);
            out.awaitEnd(GRACE);
            errors.awaitEnd(GRACE);
        } catch (InterruptedException hurried) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }

    /// It and its descendants while it lives. Once it is gone its number may be another one's,
    /// whose descendants are none of ours. Handles, not the process itself: its destroy() closes
    /// the streams and waits for their locks.
    private List<ProcessHandle> family() {
        List<ProcessHandle> descendants = process.descendants().toList();
        return process.isAlive()
                ? Stream.concat(Stream.of(process.toHandle()), descendants.stream()).toList()
                : List.of();
    }
}
