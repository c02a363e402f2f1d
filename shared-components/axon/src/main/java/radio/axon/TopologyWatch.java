package radio.axon;

/// A listener to a system's topology, until closed.
public interface TopologyWatch extends AutoCloseable {
    @Override
    void close();
}
