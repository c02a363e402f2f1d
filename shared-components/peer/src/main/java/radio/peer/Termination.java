package radio.peer;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What happens when the process is told to end (SIGTERM, Ctrl-C): the node is asked to finish,
/// gets a few seconds to say goodbye and write its report, and its own exit code becomes that of
/// the process.
public final class Termination implements AutoCloseable {
    private static final int LIMIT_SECONDS = 20;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private volatile int exitCode = 1;

    /// @param finish asks the node to end soon; called once, on a thread of the JVM's shutdown
    public Termination(Runnable finish) {
        hook =
                new Thread(
                        () -> {
                            finish.run();
                            try {
                                if (done.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                                    Runtime.getRuntime().halt(exitCode);
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "termination");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// The node has ended by itself or as it was asked.
    public int ended(int code) {
        exitCode = code;
        done.countDown();
        return code;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is on its way down already; the hook does the rest.
            done.countDown();
        }
    }
}
