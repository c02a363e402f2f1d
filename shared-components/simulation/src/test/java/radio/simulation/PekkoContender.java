package radio.simulation;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Pekko's typed actors with its own defaults, for `scripts/bench axon`. Its mailboxes have no
/// bound that makes a sender wait, so sources have as much on its way as our boxes would hold, and
/// go on when receivers acknowledge a half of that: a message back for 512.
final class PekkoContender implements Contender {
    private static final int WINDOW = 1024;
    private static final int HALF = WINDOW / 2;

    /// To a source: send so many.
    private record Go(int messages) {}

    /// To a source: somebody got half a window.
    private record Got(long half) {}

    /// To a node of a ring: whom to hand on to.
    private record Next(ActorRef<Object> node) {}

    /// To the root of all actors: do that in your context.
    private record Make(Consumer<ActorContext<Object>> work) {}

    private final ActorSystem<Object> system =
            ActorSystem.create(
                    Behaviors.<Object>setup(context ->
                            Behaviors.receiveMessage(message -> {
                                ((Make) message).work().accept(context);
                                return Behaviors.same();
                            })),
                    "bench",
                    ConfigFactory.parseString(
                                    "pekko { loglevel = WARNING, log-dead-letters = off,"
                                            + " log-dead-letters-during-shutdown = off }")
                            .withFallback(ConfigFactory.load()));

    @Override
    public Course pipeline(int handOvers, int messages) {
        Semaphore done = new Semaphore(0);
        ActorRef<Object> source =
                made(context -> {
                    Source behaviour = new Source(handOvers * WINDOW, 1);
                    ActorRef<Object> first = context.spawnAnonymous(behaviour.behavior());
                    ActorRef<Object> next = context.spawnAnonymous(sink(first, messages, done));
                    for (int i = 1; i < handOvers; i++) {
                        next = context.spawnAnonymous(relay(next));
                    }
                    first.tell(new Next(next));
                    return first;
                });
        return () -> {
            source.tell(new Go(messages));
            done.acquire();
        };
    }

    @Override
    public Course ring(int nodes, int tokens, int laps) {
        Semaphore done = new Semaphore(0);
        @SuppressWarnings({"unchecked", "rawtypes"})
        ActorRef<Object>[] ring = new ActorRef[nodes];
        made(context -> {
            ring[0] = context.spawnAnonymous(first(tokens, laps, done));
            ActorRef<Object> next = ring[0];
            for (int i = nodes - 1; i > 0; i--) {
                next = context.spawnAnonymous(relay(next));
                ring[i] = next;
            }
            ring[0].tell(new Next(next));
            return next;
        });
        return () -> {
            for (int i = 0; i < tokens; i++) {
                ring[i].tell(new Message(0));
            }
            done.acquire();
        };
    }

    @Override
    public Course fanout(int subscribers, int messages) {
        Semaphore done = new Semaphore(0);
        ActorRef<Object> source =
                made(context -> {
                    Source behaviour = new Source(WINDOW, subscribers);
                    ActorRef<Object> first = context.spawnAnonymous(behaviour.behavior());
                    for (int i = 0; i < subscribers; i++) {
                        first.tell(new Next(context.spawnAnonymous(sink(first, messages, done))));
                    }
                    return first;
                });
        return () -> {
            source.tell(new Go(messages));
            done.acquire(subscribers);
        };
    }

    @Override
    public void rest(int components) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(components);
        Behavior<Object> resting =
                Behaviors.setup(_ -> {
                    begun.countDown();
                    return Behaviors.receiveMessage(_ -> Behaviors.same());
                });
        system.tell(
                new Make(context -> {
                    for (int i = 0; i < components; i++) {
                        context.spawnAnonymous(resting);
                    }
                }));
        begun.await();
    }

    @Override
    public void close() {
        system.terminate();
    }

    private interface Plan {
        ActorRef<Object> make(ActorContext<Object> context);
    }

    private ActorRef<Object> made(Plan plan) {
        CompletableFuture<ActorRef<Object>> ready = new CompletableFuture<>();
        system.tell(new Make(context -> ready.complete(plan.make(context))));
        return ready.join();
    }

    private static Behavior<Object> relay(ActorRef<Object> next) {
        return Behaviors.receiveMessage(message -> {
            next.tell(message);
            return Behaviors.same();
        });
    }

    private static Behavior<Object> sink(ActorRef<Object> source, int count, Semaphore done) {
        return Behaviors.setup(_ -> {
            long[] got = new long[2]; // in this pass, since the beginning
            return Behaviors.receiveMessage(_ -> {
                if (++got[1] % HALF == 0) {
                    source.tell(new Got(got[1] / HALF));
                }
                if (++got[0] == count) {
                    got[0] = 0;
                    done.release();
                }
                return Behaviors.same();
            });
        });
    }

    /// A relay that takes the tokens out at the end of a pass.
    private static Behavior<Object> first(int tokens, int laps, Semaphore done) {
        return Behaviors.receiveMessage(next -> passing(((Next) next).node(), tokens, laps, done));
    }

    private static Behavior<Object> passing(
            ActorRef<Object> next, int tokens, int laps, Semaphore done) {
        long[] counts = new long[2]; // passed, taken out
        return Behaviors.receiveMessage(token -> {
            if (counts[0] < (long) tokens * laps) {
                counts[0]++;
                next.tell(token);
            } else if (++counts[1] == tokens) {
                counts[0] = 0;
                counts[1] = 0;
                done.release();
            }
            return Behaviors.same();
        });
    }

    /// Sends each message to all its receivers, as long as none of them is more than a window
    /// behind.
    private static final class Source {
        private final ActorRef<Object>[] receivers;
        private final int[] got = new int[8];
        private int known;
        private int credit;
        private int left;
        private long number;

        @SuppressWarnings({"unchecked", "rawtypes"})
        Source(int credit, int receivers) {
            this.credit = credit;
            this.receivers = new ActorRef[receivers];
        }

        Behavior<Object> behavior() {
            return Behaviors.receiveMessage(this::receive);
        }

        private Behavior<Object> receive(Object message) {
            switch (message) {
                case Next next -> receivers[known++] = next.node();
                case Go go -> left += go.messages();
                case Got some -> {
                    int half = (int) (some.half() % got.length);
                    if (++got[half] == receivers.length) {
                        got[half] = 0;
                        credit += HALF;
                    }
                }
                default -> throw new IllegalArgumentException(message.toString());
            }
            while (left > 0 && credit > 0) {
                left--;
                credit--;
                Message next = new Message(number++);
                for (ActorRef<Object> receiver : receivers) {
                    receiver.tell(next);
                }
            }
            return Behaviors.same();
        }
    }
}
