package radio.axon.stm;

/// A value as it was committed, and by which commit of its store.
record Versioned(Object value, long version) {}
