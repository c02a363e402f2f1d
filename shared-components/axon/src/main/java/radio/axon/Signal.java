package radio.axon;

/// What components tell each other about their ends, from `signal` to the next one's `control`.
/// Every component sends exactly one at its end.
public sealed interface Signal permits ProducerFinished, Shutdown, Failed {}
