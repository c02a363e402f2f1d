package radio.overlay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import radio.wire.Candidate;
import radio.wire.Message;
import radio.wire.PeerId;
import radio.wire.Reason;
import radio.wire.WireSize;

/// One call of [Overlay#handle]: what time it is, and the effects decided so far.
final class Turn {
    private final OverlaySettings settings;
    private final RandomGenerator random;
    private long nowNanos;
    private List<Effect> effects = new ArrayList<>();
    private int saidBytes;

    Turn(OverlaySettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    void begin(long now) {
        nowNanos = now;
        effects = new ArrayList<>();
    }

    List<Effect> effects() {
        return effects;
    }

    long now() {
        return nowNanos;
    }

    OverlaySettings settings() {
        return settings;
    }

    int stream() {
        return settings.stream();
    }

    RandomGenerator random() {
        return random;
    }

    void add(Effect effect) {
        effects.add(effect);
    }

    void send(Neighbour to, Message message) {
        to.sentNanos = nowNanos;
        saidBytes += WireSize.of(message);
        effects.add(new Effect.Send(to.id, message));
    }

    /// What all messages since the last call take on the wire; chunks are not among them.
    int takeSaidBytes() {
        int taken = saidBytes;
        saidBytes = 0;
        return taken;
    }

    void connect(Optional<PeerId> expected, List<Candidate> candidates) {
        effects.add(new Effect.Connect(expected, candidates));
    }

    void disconnect(PeerId peer, Reason reason, String text) {
        effects.add(new Effect.Disconnect(peer, reason, text));
    }

    void count(Counter counter) {
        effects.add(new Effect.Count(counter));
    }

    void happened(Notice notice) {
        effects.add(new Effect.Happened(notice));
    }

    /// The list in an order drawn anew.
    <T> List<T> shuffled(List<T> list) {
        List<T> order = new ArrayList<>(list);
        for (int i = order.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            T swapped = order.get(i);
            order.set(i, order.get(j));
            order.set(j, swapped);
        }
        return order;
    }
}
