package radio.axon;

/// The control of a component without a thread: any signal ends it.
record EndSink(Component component) implements Sink {
    @Override
    public boolean deliver(Object message, long patienceNanos) {
        if (message instanceof Signal signal) {
            component.end(signal);
        }
        return true;
    }
}
