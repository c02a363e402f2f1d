package radio.audio.container;

/// None of our own readers can play this; another program may. The message says what we made of it:
/// "it is MP3 with intensity stereo".
final class ForeignFormatException extends Exception {

    private static final long serialVersionUID = 1;

    ForeignFormatException(String what) {
        super(what);
    }

    ForeignFormatException(String what, Throwable cause) {
        super(what, cause);
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
