package radio.audio.container;

import java.nio.file.Path;

/// A file that cannot be played. Its message is one line: which file, why, and what to do.
public final class UnreadableAudioException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// What to do, for a file whose format is none of ours.
    static final String CONVERT = "convert it, for example: ffmpeg -i FILE out.flac";

    public UnreadableAudioException(Path file, String why, String remedy) {
        super(oneLine("cannot play " + file + ": " + why + "; " + remedy));
    }

    public UnreadableAudioException(Path file, String why, String remedy, Throwable cause) {
        super(oneLine("cannot play " + file + ": " + why + "; " + remedy), cause);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
