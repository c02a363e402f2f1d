package radio.axon.io;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import radio.axon.Component;

/// The standard streams of this process, of which it has one each. The only place that touches
/// them.
final class Console {
    private Console() {}

    static PrintStream out() {
        return System.out;
    }

    /// The lines of standard input, for this component alone until it gives them back.
    ///
    /// @throws IllegalStateException if another component reads them
    static StreamLines takeInput(Component by) {
        return Input.OF_THIS_PROCESS.take(by);
    }

    static void giveBackInput(Component by) {
        Input.OF_THIS_PROCESS.giveBack(by);
    }

    /// Standard input, read by one thread, which is made when the first component asks and lives as
    /// long as the process: a read of a terminal cannot be broken off. What it has read and nobody
    /// took waits for the next component that asks.
    private static final class Input {
        private static final Input OF_THIS_PROCESS = new Input();

        private final StreamLines lines =
                new StreamLines("stdin", System.in, false, LineBuffer.DEFAULT_BYTES);
        private final AtomicReference<@Nullable Component> reader = new AtomicReference<>();

        private Input() {
            lines.start();
        }

        private StreamLines take(Component by) {
            if (!reader.compareAndSet(null, by)) {
                throw new IllegalStateException(
                        "%s cannot read standard input, since another one does: end that first, or read once and send the lines to both"
                                .formatted(by.name()));
            }
            lines.onChange(by::wake);
            return lines;
        }

        private void giveBack(Component by) {
            lines.onChange(() -> {});
            reader.compareAndSet(by, null);
        }
    }
}
