package radio.axon;

/// Stop now, whatever is queued, and pass this on.
public record Shutdown() implements Signal {}
