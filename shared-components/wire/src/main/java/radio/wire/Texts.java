package radio.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Text on the wire: UTF-8, never longer than its field, never half a character, and nothing in it
/// that would steer the terminal of whoever reads it.
final class Texts {
    private Texts() {}

    static byte[] utf8(String text, int limitBytes) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        if (all.length <= limitBytes) {
            return all;
        }
        int end = limitBytes;
        // Bytes 10xxxxxx continue a character: cut before the one that the limit would split.
        while (end > 0 && (all[end] & 0xC0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(all, end);
    }

    /// A stranger's text with every control character (line ends and escapes among them) replaced
    /// by a question mark, so that it cannot forge a line of a log. No longer in UTF-8 than before.
    static String visible(String text) {
        StringBuilder shown = new StringBuilder(text);
        for (int i = 0; i < shown.length(); i++) {
            if (Character.isISOControl(shown.charAt(i))) {
                shown.setCharAt(i, '?');
            }
        }
        return shown.toString();
    }
}
