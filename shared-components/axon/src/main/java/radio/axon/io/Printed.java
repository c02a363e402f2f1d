package radio.axon.io;

import java.io.Flushable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;

/// Where messages are printed, one line each.
final class Printed {
    private final Appendable to;

    Printed(Appendable to) {
        this.to = to;
    }

    /// Prints it and sees that it is out.
    ///
    /// @throws IOException if it cannot be printed
    void line(Object message) throws IOException, InterruptedException {
        try {
            to.append(message + "\n");
            if (to instanceof Flushable buffered) {
                buffered.flush();
            }
        } catch (InterruptedIOException stopped) {
            throw new InterruptedException();
        }
        if (to instanceof PrintStream stream
                && stream.checkError()
                && !Thread.currentThread().isInterrupted()) {
            throw new IOException("cannot print any more: the output is closed or full");
        }
    }
}
