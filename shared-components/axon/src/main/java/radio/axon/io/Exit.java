package radio.axon.io;

/// A process has ended: what was run, its exit code (128 and the number of the signal if one killed
/// it), and how many messages came after it had closed its standard input.
public record Exit(String program, int code, long unread) {}
