package radio.axon;

/// A named place where many publish and many hear: whatever a [PublishTo] of that name publishes
/// (or arrives in its own inbox) goes to every [SubscribeTo] of that name that was plugged in
/// before. It has no thread: the publisher's walks the subscriptions.
///
/// It need not come first: publishers and subscribers of the name find each other in the system
/// from the start. The backplane gives them a common end: when it ends, its subscribers get its
/// signal and end, and what is published afterwards is discarded, until another backplane of the
/// name and new subscribers come. A second one of the name is refused with ServiceAlreadyExists.
public final class Backplane extends Component {
    private final String backplane;

    public Backplane(String name) {
        super(name);
        backplane = name;
    }

    /// The key under which a live backplane's inbox is found in the system's services.
    public static Services.Key<Object> key(String name) {
        return new Services.Key<>("backplane " + name, Object.class);
    }

    @Override
    protected void run() {
        throw new IllegalStateException("a backplane has no thread");
    }

    @Override
    boolean threaded() {
        return false;
    }

    @Override
    void admitted(AxonSystem by) {
        by.services().register(key(backplane), this, "inbox");
    }

    @Override
    void activated() {
        Channel channel = system().channel(backplane);
        table().inbox().sink(new ChannelSink(channel));
        controlBox().sink(new EndSink(this));
    }

    @Override
    void beforeEnd(Signal how) {
        system().channel(backplane).subscriptions().forEach(one -> one.end(how));
    }
}
