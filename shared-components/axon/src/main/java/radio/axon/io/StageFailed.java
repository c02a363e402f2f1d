package radio.axon.io;

/// A stage of a pipeline of processes died, and the pipeline with it: which, and why.
public final class StageFailed extends IllegalStateException {
    StageFailed(String stage, Throwable cause) {
        super(
                cause instanceof ProcessFailed ? cause.getMessage() : stage + " failed: " + cause,
                cause);
    }
}
