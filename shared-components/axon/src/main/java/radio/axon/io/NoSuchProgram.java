package radio.axon.io;

import java.io.IOException;

/// A program could not be run: which, why, and what to do about it.
public final class NoSuchProgram extends IllegalStateException {
    NoSuchProgram(String program, String searched, IOException cause) {
        super(
                "cannot run %s: install it, or give its full path; names without a / are looked for in %s (%s)"
                        .formatted(program, searched, cause.getMessage()),
                cause);
    }
}
