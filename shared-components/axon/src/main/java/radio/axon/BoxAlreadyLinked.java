package radio.axon;

/// A second link from a box that has one; the first stays as it is.
public final class BoxAlreadyLinked extends IllegalStateException {
    BoxAlreadyLinked(String what) {
        super(what);
    }
}
