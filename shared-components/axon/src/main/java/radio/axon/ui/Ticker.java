package radio.axon.ui;

import java.text.BreakIterator;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;

/// A window in which the text that comes to `inbox` appears character by character or word by word,
/// at a steady pace by the system's clock; each message begins a new line. What has appeared in
/// whole goes on to `outbox`.
///
/// The last hundred lines stay in sight. Messages wait in the inbox while one appears, then their
/// senders do. It opens when the component starts, and closes when its producer has finished and
/// all has appeared, or it is told to stop. Someone who closes it ends the component by that.
/// Without a screen it ends at once with [NoScreen].
public final class Ticker extends Component {
    private static final int LINES = 100;
    private static final int WIDTH = 480;
    private static final int HEIGHT = 120;

    private final Inbox<String> texts = typedInbox(String.class, "to appear", Bound.DEFAULT);
    private final Outbox<String> shown = typedOutbox(String.class, "what has appeared");
    private final String title;
    private final boolean byWord;
    private final long stepNanos;

    private Ticker(String title, boolean byWord, double perSecond) {
        super("ticker " + title);
        if (!(perSecond > 0 && perSecond <= 1000)) {
            throw new IllegalArgumentException(
                    "a pace of " + perSecond + " a second is not above 0 and up to 1000");
        }
        this.title = title;
        this.byWord = byWord;
        this.stepNanos = (long) (1e9 / perSecond);
    }

    /// @param perSecond how many characters appear in a second: above 0, up to 1000
    public static Ticker byCharacter(String title, double perSecond) {
        return new Ticker(title, false, perSecond);
    }

    /// @param perSecond how many words appear in a second: above 0, up to 1000
    public static Ticker byWord(String title, double perSecond) {
        return new Ticker(title, true, perSecond);
    }

    @Override
    protected void run() throws InterruptedException {
        try (Window<Lines> window =
                Window.open(title, WIDTH, HEIGHT, () -> new Lines(LINES), this::wake)) {
            while (!stopping() && !window.closed()) {
                boolean finished = upstreamFinished();
                Optional<String> next = texts.poll();
                if (next.isPresent()) {
                    if (appear(window, next.get())) {
                        shown.send(next.get());
                    }
                } else if (finished) {
                    break;
                } else {
                    await();
                }
            }
        }
    }

    /// False when it was told to stop, or the window closed, before the end.
    private boolean appear(Window<Lines> window, String text) throws InterruptedException {
        BreakIterator pieces =
                byWord
                        ? BreakIterator.getLineInstance(Locale.ROOT)
                        : BreakIterator.getCharacterInstance(Locale.ROOT);
        pieces.setText(text);
        int from = pieces.first();
        long due = system().clock().nanoTime();
        for (int to = pieces.next(); to != BreakIterator.DONE; to = pieces.next()) {
            String piece = text.substring(from, to);
            window.with(lines -> lines.add(piece));
            due += stepNanos;
            if (!pause(window, due)) {
                return false;
            }
            from = to;
        }
        window.with(lines -> lines.add("\n"));
        return true;
    }

    private boolean pause(Window<Lines> window, long until) throws InterruptedException {
        while (!stopping() && !window.closed()) {
            long left = until - system().clock().nanoTime();
            if (left <= 0) {
                return true;
            }
            await(Duration.ofNanos(left));
        }
        return false;
    }
}
