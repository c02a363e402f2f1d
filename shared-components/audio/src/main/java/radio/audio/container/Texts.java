package radio.audio.container;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Text of people who did not say in which character set they wrote.
public final class Texts {

    private Texts() {}

    /// One line of visible characters: control and format characters, line ends and halves of
    /// characters become spaces, spaces in a row one, those at the ends none.
    public static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]+", " ")
                .replaceAll(" +", " ")
                .strip();
    }

    /// UTF-8, without its mark, if it can be that; else Latin-1, which anything can be.
    public static String utf8OrLatin1(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notUtf8) {
            text = new String(bytes, StandardCharsets.ISO_8859_1);
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
