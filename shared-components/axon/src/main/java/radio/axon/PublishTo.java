package radio.axon;

/// Publishes what comes to its inbox on the backplane of that name, on the sender's thread; the
/// forwarding form also sends it on through its outbox. No thread, no queue, no limit of its own:
/// the sender waits only for subscriptions that asked for BLOCK.
///
/// May come before the backplane, or do without: the name's subscribers are found in the system.
public final class PublishTo extends Component {
    private final String backplane;
    private final boolean forwarding;

    public PublishTo(String backplane) {
        this(backplane, false);
    }

    private PublishTo(String backplane, boolean forwarding) {
        super("publish to " + backplane);
        this.backplane = backplane;
        this.forwarding = forwarding;
    }

    /// Publishes and passes on.
    public static PublishTo forwarding(String backplane) {
        return new PublishTo(backplane, true);
    }

    @Override
    protected void run() {
        throw new IllegalStateException("a publisher has no thread");
    }

    @Override
    boolean threaded() {
        return false;
    }

    @Override
    void activated() {
        Channel channel = system().channel(backplane);
        table().inbox()
                .sink(
                        forwarding
                                ? new Forwarding(channel, table().outbox())
                                : new ChannelSink(channel));
        controlBox().sink(new EndSink(this));
    }

    /// Refuses an impatient sender only before anyone got the message.
    private record Forwarding(Channel channel, Outbox<?> onward) implements Sink {
        @Override
        public boolean deliver(Object message, long patienceNanos) throws InterruptedException {
            if (patienceNanos == Mailbox.NOW && !hasRoom()) {
                return false;
            }
            channel.publish(message, patienceNanos);
            onward.deliver(message, patienceNanos);
            return true;
        }

        @Override
        public boolean hasRoom() {
            return channel.hasRoom() && onward.hasRoom();
        }

        @Override
        public void onSpace(Runnable once) {
            if (channel.hasRoom()) {
                onward.onSpace(once);
            } else {
                channel.onSpace(once);
            }
        }
    }
}
