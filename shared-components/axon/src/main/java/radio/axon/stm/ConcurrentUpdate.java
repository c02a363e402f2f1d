package radio.axon.stm;

import java.util.List;

/// Someone else changed a value since it was read, so that nothing was committed. Read again and
/// redo, or let [Store#retry] do so.
public final class ConcurrentUpdate extends RuntimeException {
    private final transient List<String> names;

    ConcurrentUpdate(List<String> names) {
        super(
                String.join(", ", names)
                        + " changed since read here: nothing was committed, read again and redo");
        this.names = List.copyOf(names);
    }

    /// What had changed.
    public List<String> names() {
        return names;
    }
}
