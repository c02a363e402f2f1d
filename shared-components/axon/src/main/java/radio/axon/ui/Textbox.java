package radio.axon.ui;

import java.awt.Toolkit;
import javax.swing.JTextField;
import javax.swing.text.AttributeSet;
import javax.swing.text.BadLocationException;
import javax.swing.text.PlainDocument;
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
        try (Window<JTextField> window =
                Window.open(title, WIDTH, HEIGHT, this::field, this::wake)) {
            while (!stopping() && !upstreamFinished() && !window.closed()) {
                await();
            }
        }
    }

    private JTextField field() {
        JTextField field = new JTextField(new OneLine(), "", 0);
        field.addActionListener(enter -> {
            if (lines.offer(field.getText())) {
                field.setText("");
            } else {
                Toolkit.getDefaultToolkit().beep();
            }
        });
        return field;
    }

    /// Text of a bounded length.
    private static final class OneLine extends PlainDocument {
        @Override
        public void insertString(int offset, String text, AttributeSet attributes)
                throws BadLocationException {
            int room = MAX_CHARACTERS - getLength();
            super.insertString(
                    offset, text.substring(0, Math.clamp(text.length(), 0, room)), attributes);
        }
    }
}
