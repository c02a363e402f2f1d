package radio.axon;

import java.util.NoSuchElementException;

/// A component has no box of that name, or only a private one.
public final class NoSuchBox extends NoSuchElementException {
    NoSuchBox(String what) {
        super(what);
    }
}
