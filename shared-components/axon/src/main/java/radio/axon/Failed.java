package radio.axon;

/// A component ended by an exception. Whoever receives it acts as on [Shutdown] and passes it on.
public record Failed(String component, Throwable cause) implements Signal {}
