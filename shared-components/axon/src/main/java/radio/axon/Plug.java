package radio.axon;

/// A component plugged into a [PlugSplitter]: from when it starts it gets what the splitter passes
/// on, and the splitter's end on its control; what it sends leaves through the plug's `outbox` and
/// `signal`. When it ends it is unplugged, and the plug ends.
///
/// What comes to the plug's own `inbox` and `control` goes to the component, too. A chassis: it has
/// no thread and costs its messages nothing. After Kamaelia's Plug.
public final class Plug extends Chassis {
    private final PlugSplitter splitter;
    private final Component plugged;

    private Plug(PlugSplitter splitter, Component plugged) {
        super("plug of " + plugged.name());
        this.splitter = splitter;
        this.plugged = plugged;
        assemble(this::wire, plugged);
    }

    public static Plug of(PlugSplitter splitter, Component plugged) {
        return new Plug(splitter, plugged);
    }

    private void wire() {
        Inbox<?> in = plugged.table().inbox();
        typedInbox(in.type(), in.purpose(), in.bound());
        typedOutbox(plugged.table().outbox().type(), plugged.table().outbox().purpose());
        link(table().inbox(), in);
        link(controlBox(), plugged.controlBox());
        link(plugged.table().outbox(), table().outbox());
        link(plugged.signalBox(), signalBox());
    }

    @Override
    boolean sendsSignal() {
        return false;
    }

    @Override
    void activated() {
        if (!plugged.isStopped()) {
            splitter.add(plugged.table().inbox(), plugged.controlBox());
        }
        super.activated();
    }

    /// Before its inbox closes, so that nothing is discarded.
    @Override
    void childLeaves(Component child) {
        splitter.remove(plugged.table().inbox());
    }

    @Override
    void beforeEnd(Signal how) {
        splitter.remove(plugged.table().inbox());
    }
}
