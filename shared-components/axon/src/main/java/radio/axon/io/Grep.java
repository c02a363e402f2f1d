package radio.axon.io;

import java.util.regex.Pattern;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;

/// Passes on from `inbox` to `outbox` the lines in which a pattern is found, as they are and in
/// order, as many as wait for its receiver.
///
/// A pattern can take longer than anyone lives on a line made for that; stop() breaks into it.
public final class Grep extends Component {
    private final Inbox<String> lines = typedInbox(String.class, "lines", Bound.DEFAULT);
    private final Outbox<String> found = typedOutbox(String.class, "those with the pattern in");
    private final Pattern pattern;

    public Grep(Pattern pattern) {
        super("grep " + pattern);
        this.pattern = pattern;
    }

    /// @throws java.util.regex.PatternSyntaxException if it is no regular expression: what is wrong
    ///   with it, and where
    public Grep(String pattern) {
        this(Pattern.compile(pattern));
    }

    @Override
    protected void run() throws InterruptedException {
        for (String line : lines.untilFinished()) {
            if (finds(line)) {
                found.send(line);
            }
        }
    }

    private boolean finds(String line) throws InterruptedException {
        try {
            return pattern.matcher(new Interruptible(line, 0, line.length())).find();
        } catch (BrokenOff stopped) {
            throw new InterruptedException();
        } catch (StackOverflowError deep) {
            throw new IllegalStateException(
                    "the pattern %s needs more memory than there is on a line of %d characters: make its repetitions possessive (*+) or the lines shorter"
                            .formatted(pattern, line.length()),
                    deep);
        }
    }

    /// The line as the matcher sees it, who cannot be asked to stop otherwise.
    private record Interruptible(CharSequence text, int start, int end) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (Thread.currentThread().isInterrupted()) {
                throw new BrokenOff();
            }
            return text.charAt(start + index);
        }

        @Override
        public int length() {
            return end - start;
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return new Interruptible(text, start + from, start + to);
        }

        @Override
        public String toString() {
            return text.subSequence(start, end).toString();
        }
    }

    private static final class BrokenOff extends RuntimeException {}
}
