package radio.axon;

/// No more will come: finish what is queued, then end and pass this on. Caller and message are
/// empty unless the sender has something to say.
public record ProducerFinished(String caller, String message) implements Signal {
    public ProducerFinished() {
        this("", "");
    }
}
