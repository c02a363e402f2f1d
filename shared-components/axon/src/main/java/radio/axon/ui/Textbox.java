package radio.axon.ui;

import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Outbox;

/// A window with one line to type in; Enter sends it on `outbox` and empties it.
///
/// While its receiver is full, Enter only beeps: the line stays, to be sent later, and the window
/// never stands. A line is at most 1000 characters; more cannot be typed. The window opens when the
/// component starts, and closes when it is told to end. Someone who closes it ends the component by
/// that, with ProducerFinished. Without a screen it ends at once with [NoScreen].
public final class Textbox extends Component {
    /// How long a line may be (guess).
    public static final int MAX_CHARACTERS = 1000;

    private static final int WIDTH = 480;
    private static final int HEIGHT = 32;

    private final Outbox<String> lines = typedOutbox(String.class, "what was typed");
    private final String title;

    public Textbox(String title) {
        super("textbox " + title);
        this.title = title;
        typedInbox(Object.class, "not read", Bound.dropNewest(1));
    }

    @Override
    protected void run() throws InterruptedException {
        try (Window<Line> window =
                Window.open(
                        title,
                        WIDTH,
                        HEIGHT,
                        () -> new Line(MAX_CHARACTERS, lines::offer),
                        this::wake)) {
            while (!stopping() && !upstreamFinished() && !window.closed()) {
                await();
            }
        }
    }
}
