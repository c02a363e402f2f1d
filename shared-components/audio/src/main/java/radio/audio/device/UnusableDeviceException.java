package radio.audio.device;

/// A sound device that is not there or cannot be used. Its message is one line: which, why, and
/// what to do.
public final class UnusableDeviceException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnusableDeviceException(String what, String why, String remedy) {
        super((what + ": " + why + "; " + remedy).replaceAll("\\p{Cntrl}+", " "));
    }

    UnusableDeviceException(String what, String why, String remedy, Throwable cause) {
        super((what + ": " + why + "; " + remedy).replaceAll("\\p{Cntrl}+", " "), cause);
    }
}
