package radio.axon.ui;

/// There is nowhere to open a window.
public final class NoScreen extends IllegalStateException {
    NoScreen(String window, Throwable cause) {
        super(
                "%s needs a screen and there is none: set DISPLAY to one that is there (for instance of Xvfb), or leave the window out (%s)"
                        .formatted(window, cause.getMessage()),
                cause);
    }
}
