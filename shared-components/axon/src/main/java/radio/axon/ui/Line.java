package radio.axon.ui;

import java.awt.Toolkit;
import java.util.function.Predicate;
import javax.swing.JTextField;
import javax.swing.text.AttributeSet;
import javax.swing.text.BadLocationException;
import javax.swing.text.PlainDocument;

/// One line to type in, of a bounded length. Enter hands it on and, if it was taken, empties it;
/// else it beeps. On the event thread only.
final class Line extends JTextField {
    Line(int maxCharacters, Predicate<String> taken) {
        super(new Bounded(maxCharacters), "", 0);
        addActionListener(enter -> {
            if (taken.test(getText())) {
                setText("");
            } else {
                Toolkit.getDefaultToolkit().beep();
            }
        });
    }

    private static final class Bounded extends PlainDocument {
        private final int maxCharacters;

        private Bounded(int maxCharacters) {
            this.maxCharacters = maxCharacters;
        }

        @Override
        public void insertString(int offset, String text, AttributeSet attributes)
                throws BadLocationException {
            int room = maxCharacters - getLength();
            super.insertString(
                    offset, text.substring(0, Math.clamp(text.length(), 0, room)), attributes);
        }
    }
}
