package radio.audio;

import java.util.ArrayList;
import java.util.List;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;

/// Keeps what comes to its inbox, and when.
final class Gather<T> extends Component {

    private final Inbox<T> inbox;
    private final long millisEach;
    final List<T> messages = new ArrayList<>();
    final List<Long> atUnixNanos = new ArrayList<>();

    Gather(Class<T> type) {
        this(type, 1024, 0);
    }

    /// One that is slow.
    Gather(Class<T> type, int bound, long millisEach) {
        super("gather");
        this.inbox = typedInbox(type, "anything", Bound.blocking(bound));
        this.millisEach = millisEach;
    }

    @Override
    protected void run() throws InterruptedException {
        for (T message : inbox.untilFinished()) {
            messages.add(message);
            atUnixNanos.add(clock().unixNanos());
            long until = clock().nanoTime() + millisEach * 1_000_000;
            while (clock().nanoTime() < until) {
                await(java.time.Duration.ofNanos(until - clock().nanoTime()));
            }
        }
    }
}
