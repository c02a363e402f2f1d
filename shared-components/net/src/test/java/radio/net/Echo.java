package radio.net;

import java.nio.ByteBuffer;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;

/// Says everything back.
final class Echo extends Component {
    private final Inbox<ByteBuffer> in =
            typedInbox(ByteBuffer.class, "what is said", Bound.DEFAULT);
    private final Outbox<ByteBuffer> out = typedOutbox(ByteBuffer.class, "the same");

    Echo() {
        super("echo");
    }

    @Override
    protected void run() throws InterruptedException {
        for (ByteBuffer each : in.untilFinished()) {
            out.send(each);
        }
    }
}
