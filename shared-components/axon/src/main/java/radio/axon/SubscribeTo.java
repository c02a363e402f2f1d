package radio.axon;

/// Sends on through its outbox what is published on the backplane of that name after it was
/// activated, in order. No thread and no queue of its own: messages wait in the inbox where its
/// outbox leads, but under the subscription's bound and policy instead of that inbox's, so that
/// each subscription keeps its own, whatever else comes there.
///
/// Unless it asked for BLOCK a subscription never slows the publisher or others: what it misses is
/// counted as a gap in [#dropped]. With DISCONNECT it ends when it overflows, sending [Shutdown].
/// When the backplane ends it ends, passing the signal on.
public final class SubscribeTo extends Component {
    /// What a subscription has unless it says otherwise.
    public static final Bound DEFAULT = Bound.dropOldest(1024);

    private final String backplane;
    private final Lane lane;

    public SubscribeTo(String backplane) {
        this(backplane, DEFAULT);
    }

    @SuppressWarnings("this-escape") // only called when messages flow
    public SubscribeTo(String backplane, Bound bound) {
        super("subscribe to " + backplane);
        this.backplane = backplane;
        lane = new Lane(bound, () -> end(new Shutdown()));
        table().outbox().lane(lane);
        typedInbox(Object.class, "not read", Bound.dropNewest(1));
    }

    /// How many published messages it lost to its bound.
    public long dropped() {
        return lane.dropped();
    }

    @Override
    protected void run() {
        throw new IllegalStateException("a subscription has no thread");
    }

    @Override
    boolean threaded() {
        return false;
    }

    @Override
    void activated() {
        system().channel(backplane).plug(this);
        controlBox().sink(new EndSink(this));
        if (ending().isPresent()) { // stopped before it was plugged in
            system().channel(backplane).unplug(this);
        }
    }

    @Override
    void beforeEnd(Signal how) {
        system().channel(backplane).unplug(this);
    }

    Outbox<?> out() {
        return table().outbox();
    }

    boolean hasRoom() {
        return out().hasRoom();
    }

    void receive(Object message, long patienceNanos) throws InterruptedException {
        if (out().deliver(message, patienceNanos)) {
            return;
        }
        if (patienceNanos == Mailbox.NOW) {
            out().deliver(message, Mailbox.FORCED); // the last room went to another just now
        } else {
            lane.countDrop();
        }
    }
}
