package radio.peer;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import radio.axon.Component;
import radio.wire.Contact;

/// Keeps on disk whom this node knows, for its next life: every 30 s if that has changed, and at
/// the end. From no box to no box; its own thread does the writing, so that a slow disk holds up
/// nobody.
///
/// A file that cannot be written is a line of warning, the same one once.
public final class AddressBook extends Component {
    /// As often as is enough after a crash. Guess.
    private static final Duration PERIOD = Duration.ofSeconds(30);

    private final PeersFile file;
    private final Supplier<List<Contact>> known;
    private List<Contact> written;
    private String lastComplaint = "";

    /// @param remembered what the file holds now
    /// @param known whom the node knows now, best first; asked from this component's thread
    public AddressBook(PeersFile file, List<Contact> remembered, Supplier<List<Contact>> known) {
        super("address book");
        this.file = file;
        this.known = known;
        written = remembered;
    }

    @Override
    protected void run() throws InterruptedException {
        long nextNanos = clock().nanoTime() + PERIOD.toNanos();
        while (!stopping()) {
            long left = nextNanos - clock().nanoTime();
            if (left <= 0) {
                nextNanos += PERIOD.toNanos();
                keep();
            } else {
                await(Duration.ofNanos(left));
            }
        }
        keep();
    }

    private void keep() {
        List<Contact> now = known.get();
        // Who knows nobody has not found anybody yet: what was remembered is better than nothing.
        if (now.isEmpty() || now.equals(written)) {
            return;
        }
        try {
            file.write(now);
            written = now;
        } catch (IOException e) {
            String text = StartException.reason(e);
            if (!text.equals(lastComplaint)) {
                lastComplaint = text;
                log().warn("the peers file cannot be written: {}", text);
            }
        }
    }
}
