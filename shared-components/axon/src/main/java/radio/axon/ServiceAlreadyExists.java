package radio.axon;

/// The name is taken in this system's registry.
public final class ServiceAlreadyExists extends IllegalStateException {
    ServiceAlreadyExists(String what) {
        super(what);
    }
}
