package radio.web;

/// Answers requests for one path.
@FunctionalInterface
public interface Handler {
    /// Answers, now or later, exactly once. Called on the connection's event loop: it must not
    /// block; whatever takes longer goes elsewhere and answers from there. What it throws becomes
    /// 500.
    void handle(Exchange exchange);
}
