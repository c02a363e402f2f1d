package radio.axon.ui;

import java.util.ArrayList;
import java.util.List;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;

/// A window that shows what comes to `inbox`, one line each, the newest at the bottom; the last
/// thousand of them unless told otherwise ([#forgotten] counts the others).
///
/// It opens when the component starts, and closes when its producer has finished and all is shown,
/// or it is told to stop. Someone who closes it ends the component by that. Without a screen it
/// ends at once with [NoScreen]. Senders wait while it paints.
public final class TextDisplayer extends Component {
    /// How many lines it keeps (guess: far more than anyone scrolls back).
    public static final int DEFAULT_LINES = 1000;

    private static final int AT_ONCE = 256;
    private static final int WIDTH = 480;
    private static final int HEIGHT = 320;

    private final Inbox<Object> messages = typedInbox(Object.class, "to show", Bound.DEFAULT);
    private final String title;
    private final int maxLines;
    private volatile long forgotten;

    public TextDisplayer(String title) {
        this(title, DEFAULT_LINES);
    }

    /// @param maxLines how many lines are kept, at least 1
    public TextDisplayer(String title, int maxLines) {
        super("text displayer " + title);
        if (maxLines < 1) {
            throw new IllegalArgumentException("a display of " + maxLines + " lines is below 1");
        }
        this.title = title;
        this.maxLines = maxLines;
    }

    /// How many lines are no longer shown.
    public long forgotten() {
        return forgotten;
    }

    @Override
    protected void run() throws InterruptedException {
        // The empty line behind the last one counts as one there.
        try (Window<Lines> window =
                Window.open(title, WIDTH, HEIGHT, () -> new Lines(maxLines + 1), this::wake)) {
            List<Object> some = new ArrayList<>();
            while (!stopping() && !window.closed()) {
                boolean finished = upstreamFinished();
                messages.drainTo(some, AT_ONCE);
                if (!some.isEmpty()) {
                    show(window, some);
                    some.clear();
                } else if (finished) {
                    break;
                } else {
                    await();
                }
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written on the event thread only
    private void show(Window<Lines> window, List<Object> some) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        some.forEach(each -> text.append(each).append('\n'));
        window.with(lines -> forgotten += lines.add(text.toString()));
    }
}
