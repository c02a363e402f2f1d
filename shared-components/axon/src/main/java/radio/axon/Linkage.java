package radio.axon;

/// One line of a [Graphline]'s wiring: from that outbox of one part to that inbox of another. A
/// name that is none of the parts', such as the empty one, means the graphline itself: as `from` it
/// stands for one of its own inboxes, as `to` for one of its own outboxes.
public record Linkage(String from, String outbox, String to, String inbox) {
    @Override
    public String toString() {
        return from + "." + outbox + " -> " + to + "." + inbox;
    }
}
