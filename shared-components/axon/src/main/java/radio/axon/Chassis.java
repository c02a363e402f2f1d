package radio.axon;

import org.jspecify.annotations.Nullable;

/// A component that consists of others: links and supervision, no thread and no loop of its own. It
/// starts its children, ends when all of them have ended, and stop() ends them. What it does for a
/// living happens on the threads of those who send to it and of the children that end.
abstract class Chassis extends Component {
    private volatile @Nullable Signal told;

    Chassis(String name) {
        super(name);
    }

    /// The children, and the links between them; if one is impossible nothing is left of either.
    final void assemble(Runnable wiring, Component... parts) {
        try {
            for (Component part : parts) {
                if (part.isStopped()) {
                    throw new IllegalStateException(part.name() + " has ended already");
                }
            }
            children(parts);
            wiring.run();
        } catch (RuntimeException refused) {
            removeLinks();
            Children.release(this);
            throw refused;
        }
    }

    /// With what it ends when its last child ends like that.
    Signal ending(Signal last) {
        return last;
    }

    /// It was told to stop, or to come to an end: the first word counts, but to stop is stronger.
    final void told(Signal signal) {
        if (told == null || told instanceof ProducerFinished) {
            told = signal;
        }
    }

    final @Nullable Signal told() {
        return told;
    }

    @Override
    protected final void run() {
        throw new IllegalStateException(name() + " has no thread");
    }

    @Override
    final boolean threaded() {
        return false;
    }

    /// Its children may all have been stopped before they began.
    @Override
    void activated() {
        endIfAlone(new Shutdown());
    }

    @Override
    void end(Signal how) {
        told(how);
        children().forEach(Component::stop);
    }

    @Override
    protected final void childEnded(Component child, Signal how) {
        if (systemOrNull() != null) {
            endIfAlone(how);
        }
    }

    private void endIfAlone(Signal last) {
        if (children().isEmpty()) {
            finish(ending(last));
        }
    }
}
