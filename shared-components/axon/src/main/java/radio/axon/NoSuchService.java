package radio.axon;

import java.util.NoSuchElementException;

/// Nothing is registered under that key.
public final class NoSuchService extends NoSuchElementException {
    NoSuchService(String what) {
        super(what);
    }
}
