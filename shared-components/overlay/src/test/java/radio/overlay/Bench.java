package radio.overlay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import radio.wire.Candidate;
import radio.wire.Message;
import radio.wire.PeerId;

/// One overlay on the test bench: the test plays everybody else.
final class Bench {
    static final int SELF = 500;
    static final long MILLI = 1_000_000L;

    final Overlay overlay;
    final List<Effect> all = new ArrayList<>();
    private long now;
    private long wakeNanos = Long.MAX_VALUE;
    private List<Effect> last = List.of();

    /// How many of a peer's pings [#answerPings] has answered.
    private final Map<Integer, Integer> answered = new LinkedHashMap<>();

    private Bench(boolean isSource, UnaryOperator<OverlaySettings> change) {
        overlay =
                new Overlay(
                        change.apply(
                                OverlaySettings.defaults().withSourceClockOffsetNanos(Swarm.WALL)),
                        Fakes.contact(SELF),
                        Fakes.STATION,
                        isSource,
                        Fakes.VERIFIER,
                        new SplittableRandom(1));
        if (isSource) {
            give(new Event.Start(List.of(), List.of()));
            give(new Event.Announce(Fakes.header(1, 0)));
        } else {
            give(new Event.Start(List.of(Fakes.address(0)), List.of()));
        }
    }

    static Bench source(int slots) {
        return new Bench(true, settings -> settings.withSlots(slots));
    }

    static Bench source(UnaryOperator<OverlaySettings> change) {
        return new Bench(true, change);
    }

    static Bench listener() {
        return listener(settings -> settings);
    }

    static Bench listener(UnaryOperator<OverlaySettings> change) {
        return new Bench(false, change);
    }

    /// A listener whose parent is the source, peer 0, in epoch 1.
    static Bench listenerOfSource() {
        return listenerOfSource(settings -> settings);
    }

    static Bench listenerOfSource(UnaryOperator<OverlaySettings> change) {
        Bench bench = new Bench(false, change);
        bench.up(0, true);
        bench.hear(0, new Message.Header(Fakes.header(1, 0)));
        bench.hear(0, new Message.Grafted(0, 1, 0, 0, List.of(Fakes.contact(0))));
        return bench;
    }

    List<Effect> give(Event event) {
        last = overlay.handle(event, now);
        all.addAll(last);
        if (event instanceof Event.TimerFired) {
            wakeNanos = Long.MAX_VALUE;
        }
        for (Effect effect : last) {
            if (effect instanceof Effect.WakeAt(long nanos)) {
                if (nanos <= now) {
                    throw new IllegalStateException("wants to be woken in the past: " + last);
                }
                wakeNanos = nanos;
            }
        }
        return last;
    }

    /// One that speaks minor version 1 and asks for a link, which it gets.
    void link(int peer) {
        linkFrom(peer, Fakes.address(peer));
    }

    void linkFrom(int peer, Candidate seenAt) {
        give(new Event.PeerUp(Fakes.peer(peer), Fakes.contact(peer), false, 1, seenAt));
        hear(peer, new Message.Neighbour(false));
    }

    /// One of minor version 0, as most tests of the tree want it: it is never more than parent or
    /// child.
    List<Effect> up(int peer, boolean dialled) {
        return give(
                new Event.PeerUp(
                        Fakes.peer(peer), Fakes.contact(peer), dialled, 0, Fakes.address(peer)));
    }

    List<Effect> hear(int peer, Message message) {
        return give(new Event.Received(Fakes.peer(peer), message));
    }

    /// A peer connects and asks for a slot.
    List<Effect> graft(int peer, long epoch, long next) {
        up(peer, false);
        return hear(peer, new Message.Graft(0, epoch, next));
    }

    /// Answers those of a peer's pings that are still waiting, at once.
    ///
    /// @param sourceUnixNanos what the peer says of the source's clock; zero: it does not know
    void answerPings(int peer, long sourceUnixNanos) {
        List<Message.Ping> pings = said(peer, Message.Ping.class);
        int from = answered.getOrDefault(peer, 0);
        for (Message.Ping ping : pings.subList(from, pings.size())) {
            hear(peer, new Message.Pong(ping.id(), sourceUnixNanos));
        }
        answered.put(peer, pings.size());
    }

    /// Time passes; timers fire when the overlay wants them.
    void runMillis(long millis) {
        long until = now + millis * MILLI;
        while (wakeNanos <= until) {
            now = Math.max(now, wakeNanos);
            give(new Event.TimerFired());
        }
        now = until;
    }

    /// Time passes, and the overlay is not called.
    void standStillMillis(long millis) {
        now += millis * MILLI;
    }

    long now() {
        return now;
    }

    List<Effect> last() {
        return last;
    }

    void forget() {
        answered.clear();
        all.clear();
    }

    long count(Counter counter) {
        return all.stream().filter(new Effect.Count(counter)::equals).count();
    }

    /// What was said to a peer, in order.
    List<Message> said(int peer) {
        List<Message> said = new ArrayList<>();
        PeerId id = Fakes.peer(peer);
        for (Effect effect : all) {
            if (effect instanceof Effect.Send(PeerId to, Message message) && to.equals(id)) {
                said.add(message);
            }
        }
        return said;
    }

    <T extends Message> List<T> said(int peer, Class<T> type) {
        return said(peer).stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends Effect> List<T> effects(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends Notice> List<T> notices(Class<T> type) {
        return effects(Effect.Happened.class).stream()
                .map(Effect.Happened::notice)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    List<Effect.Disconnect> disconnects(int peer) {
        return effects(Effect.Disconnect.class).stream()
                .filter(effect -> effect.peer().equals(Fakes.peer(peer)))
                .toList();
    }
}
