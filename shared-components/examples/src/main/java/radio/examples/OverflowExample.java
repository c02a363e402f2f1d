package radio.examples;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.axon.Pipeline;
import radio.net.LineReader;
import radio.net.LineWriter;
import radio.net.ServerCore;
import radio.net.ServerSettings;

/// What becomes of a hundred numbers when their receiver is slow and has room for ten, under the
/// policy the client names.
///
/// ```
/// client -> LineReader -> Experiment -> LineWriter -> client
///                            |  ^
///                   Numbers -+  +- Slow
/// ```
@Command(name = "overflow", description = "a slow receiver under each policy: name one, and see")
final class OverflowExample extends Example {
    private static final int NUMBERS = 100;
    private static final int ROOM = 10;

    private static final Map<String, Bound> POLICIES =
            Map.of(
                    "block", Bound.blocking(ROOM),
                    "drop-oldest", Bound.dropOldest(ROOM),
                    "drop-newest", Bound.dropNewest(ROOM),
                    "disconnect", Bound.disconnect(ROOM));

    OverflowExample() {
        super(1509);
    }

    @Override
    void start(AxonSystem system, PrintStream out) {
        tell(serve(system, at()), out);
        out.println("then type one of " + POLICIES.keySet().stream().sorted().toList());
    }

    static ServerCore serve(AxonSystem system, ServerSettings at) {
        ServerCore server =
                new ServerCore(
                        _ -> Pipeline.of(new LineReader(), new Experiment(), new LineWriter()), at);
        system.activate(server);
        return server;
    }

    /// Makes a sender and a slow receiver for each policy that is asked for, and tells what came.
    private static final class Experiment extends Component {
        private final Inbox<String> asked = typedInbox(String.class, "a policy", Bound.blocking(4));
        private final Outbox<String> told = typedOutbox(String.class, "what became of it");

        private int runs;

        Experiment() {
            super("experiment");
        }

        @Override
        protected void run() throws InterruptedException {
            for (String name : asked.untilFinished()) {
                Bound bound = POLICIES.get(name.strip());
                if (bound == null) {
                    told.send(
                            "no policy: name one of "
                                    + POLICIES.keySet().stream().sorted().toList());
                } else {
                    told.send(name.strip() + ": " + outcome(bound));
                }
            }
        }

        private String outcome(Bound bound) throws InterruptedException {
            Numbers numbers = new Numbers("numbers " + ++runs + " of " + id());
            Slow slow = new Slow(bound, numbers.name());
            Component both = Pipeline.of(numbers, slow);
            children(both);
            while (!both.isStopped()) {
                await();
            }
            return "sent %d, dropped %d, discarded %d, received %s"
                    .formatted(
                            NUMBERS,
                            slow.in.dropped(),
                            numbers.out.discarded(),
                            slow.received.stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(" ")));
        }
    }

    /// 1, 2, 3 ... as fast as it is let.
    private static final class Numbers extends Component {
        private final Outbox<Integer> out = typedOutbox(Integer.class, "numbers");

        Numbers(String name) {
            super(name);
        }

        @Override
        protected void run() throws InterruptedException {
            for (int i = 1; i <= NUMBERS; i++) {
                out.send(i);
            }
        }
    }

    /// Takes the first one only when its sender has nothing more to send, or cannot.
    private static final class Slow extends Component {
        private static final Duration LOOK = Duration.ofMillis(5);

        private final Inbox<Integer> in;
        private final List<Integer> received = new ArrayList<>();
        private final String sender;

        Slow(Bound bound, String sender) {
            super("slow");
            in = typedInbox(Integer.class, "numbers", bound);
            this.sender = sender;
        }

        @Override
        protected void run() throws InterruptedException {
            while (!upstreamFinished() && !senderWaits()) {
                await(LOOK);
            }
            for (int number : in.untilFinished()) {
                received.add(number);
            }
        }

        private boolean senderWaits() {
            return system().blocked().stream()
                    .anyMatch(blocked -> blocked.component().equals(sender));
        }
    }
}
