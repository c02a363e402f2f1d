package radio.axon.io;

/// A process that had to end well did not.
public final class ProcessFailed extends IllegalStateException {
    private final int code;

    ProcessFailed(String program, int code, String lastWords) {
        super(
                "%s ended with exit code %d%s"
                        .formatted(program, code, lastWords.isEmpty() ? "" : ": " + lastWords));
        this.code = code;
    }

    public int code() {
        return code;
    }
}
