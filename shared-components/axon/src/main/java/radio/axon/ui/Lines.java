package radio.axon.ui;

import javax.swing.JTextArea;
import javax.swing.text.BadLocationException;

/// Text one can read and not write, of which the last lines are kept. On the event thread only.
final class Lines extends JTextArea {
    /// A line is wrapped, not cut; one that is longer than all the text may be is cut.
    private static final int MAX_CHARACTERS = 1_000_000;

    private final int maxLines;

    @SuppressWarnings("this-escape") // as all of Swing is
    Lines(int maxLines) {
        this.maxLines = maxLines;
        setEditable(false);
        setLineWrap(true);
        setWrapStyleWord(true);
    }

    /// Appends, forgets what is too much, and scrolls to the end. Says how many lines it forgot.
    int add(String text) {
        append(text);
        int forgotten = 0;
        try {
            int tooMany = getLineCount() - maxLines;
            if (tooMany > 0) {
                replaceRange("", 0, getLineStartOffset(tooMany));
                forgotten = tooMany;
            }
            int length = getDocument().getLength();
            if (length > MAX_CHARACTERS) {
                int before = getLineCount();
                replaceRange("", 0, length - MAX_CHARACTERS);
                forgotten += before - getLineCount();
            }
        } catch (BadLocationException e) {
            throw new IllegalStateException("the text is not what it was just now", e);
        }
        setCaretPosition(getDocument().getLength());
        return forgotten;
    }
}
