package radio.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Text that goes onto the wire: UTF-8, never longer than its field, never half a character.
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
}
