package radio.axon;

/// Thrown to a component that would wait, or goes on as if nothing had happened, after it was told
/// to end. The runner takes it for an ordinary end.
final class Stopped extends InterruptedException {
    Stopped(String component) {
        super(component + " was told to end");
    }
}
