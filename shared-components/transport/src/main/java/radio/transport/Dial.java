package radio.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import radio.net.EventLoops;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.PeerId;
import radio.wire.Reason;

/// One call of [Transport#dial]: candidate after candidate, and address after address of each,
/// until one handshake succeeds. Each gets an equal share of the time that is left. Lives on one
/// event loop, as do the connections it tries.
final class Dial {
    private record Failure(Reason reason, String text) {}

    private final Switchboard board;
    private final EventLoops loops;
    private final EventLoop loop;
    private final Optional<PeerId> expected;
    private final List<Candidate> candidates;
    private final ArrayDeque<Candidate> rest;
    private final ArrayDeque<InetSocketAddress> addresses = new ArrayDeque<>();
    private final List<Failure> failures = new ArrayList<>();
    private final Duration limit;
    private final Consumer<Dial> whenOver;
    private final List<Contact> alternatives = new ArrayList<>();
    private int retryAfterMillis;
    private boolean redirected;
    private long endNanos;
    private boolean over;
    private String trying = "";
    private @Nullable Future<?> timer;
    private @Nullable Channel current;

    /// @param whenOver told once, on the event loop
    Dial(
            Switchboard board,
            EventLoops loops,
            Optional<PeerId> expected,
            List<Candidate> candidates,
            Duration limit,
            Consumer<Dial> whenOver) {
        this.board = board;
        this.loops = loops;
        loop = loops.next();
        this.expected = expected;
        this.candidates = candidates;
        rest = new ArrayDeque<>(candidates);
        this.limit = limit;
        this.whenOver = whenOver;
    }

    /// From any thread.
    void start() {
        onLoop(() -> {
            endNanos = board.clock.nanoTime() + limit.toNanos();
            timer = loop.schedule(this::timeIsUp, limit.toNanos(), TimeUnit.NANOSECONDS);
            next();
        });
    }

    /// From any thread: the node stops.
    void cancel() {
        onLoop(() -> {
            failures.add(new Failure(Reason.LEAVING, "the node stops"));
            fail();
        });
    }

    private void next() {
        if (over) {
            return;
        }
        InetSocketAddress address = addresses.poll();
        if (address != null) {
            connect(address);
            return;
        }
        Candidate candidate = rest.poll();
        if (candidate == null) {
            if (failures.isEmpty()) {
                failures.add(new Failure(Reason.LOST, "there is no address to try"));
            }
            fail();
            return;
        }
        trying = candidate.toString();
        Optional<String> host = candidate.host();
        if (host.isEmpty() || candidate.port() == 0) {
            failed(Reason.LOST, trying + " is no address this version can dial");
            return;
        }
        loops.resolver().resolve(host.get(), found -> onLoop(() -> resolved(candidate, found)));
    }

    private void resolved(Candidate candidate, List<InetAddress> found) {
        if (over) {
            return;
        }
        if (found.isEmpty()) {
            failed(Reason.LOST, "host name unknown: " + candidate.host().orElse(""));
            return;
        }
        for (InetAddress each : found) {
            addresses.add(new InetSocketAddress(each, candidate.port()));
        }
        next();
    }

    private void connect(InetSocketAddress address) {
        String where = trying;
        long left = endNanos - board.clock.nanoTime();
        Duration share =
                Duration.ofNanos(Math.max(1_000_000, left / (1 + addresses.size() + rest.size())));
        Duration handshake = board.settings.handshakes().limit();
        PeerHandler handler =
                PeerHandler.dialled(
                        board,
                        expected,
                        share.compareTo(handshake) < 0 ? share : handshake,
                        new OneAttempt(where));
        ChannelFuture connecting =
                Sockets.configure(loops.client(loop), board.settings.buffers())
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                Math.toIntExact(Math.min(share.toMillis() + 1, 3_600_000)))
                        .handler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel fresh) {
                                        fresh.pipeline().addLast(handler);
                                    }
                                })
                        .connect(address);
        current = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                Throwable cause = done.cause();
                failed(
                        cause instanceof ConnectTimeoutException ? Reason.TIMEOUT : Reason.LOST,
                        words(where, share, cause));
            }
        });
    }

    private static String words(String where, Duration share, @Nullable Throwable cause) {
        String message = cause == null ? "" : String.valueOf(cause.getMessage());
        return switch (cause) {
            case ConnectTimeoutException _ ->
                    "no answer from " + where + " within " + share.toMillis() + " ms";
            case NoRouteToHostException _ -> "no way to " + where + " from here";
            case ConnectException _ when message.contains("refused") ->
                    "nobody listens at " + where;
            case null, default -> where + ": " + message;
        };
    }

    private final class OneAttempt implements Attempt {
        private final String where;

        OneAttempt(String where) {
            this.where = where;
        }

        @Override
        public void opened() {
            finish();
        }

        @Override
        public void redirected(Message.Redirect redirect) {
            Dial.this.redirected(redirect);
            failed(Reason.BUSY, words(redirect.contacts().size()));
        }

        private static String words(int others) {
            return "is busy and names "
                    + (others == 0 ? "nobody" : others == 1 ? "one other" : others + " others");
        }

        @Override
        public void failed(Reason reason, String text) {
            Dial.this.failed(reason, "the node at " + where + " " + text);
        }
    }

    /// The last word of one of the addresses; it is hearsay, so the others are tried all the same.
    private void redirected(Message.Redirect redirect) {
        redirected = true;
        retryAfterMillis = Math.max(retryAfterMillis, redirect.retryAfterMillis());
        for (Contact contact : redirect.contacts()) {
            boolean known =
                    alternatives.stream().anyMatch(each -> each.peer().equals(contact.peer()));
            if (!known && alternatives.size() < MessageCodec.MAX_SAMPLE) {
                alternatives.add(contact);
            }
        }
    }

    private void failed(Reason reason, String text) {
        if (!over) {
            failures.add(new Failure(reason, text));
            next();
        }
    }

    private void timeIsUp() {
        if (!over) {
            failures.add(
                    new Failure(
                            Reason.TIMEOUT,
                            "no connection to " + trying + " within " + limit.toMillis() + " ms"));
            fail();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a socket nobody waits for
    private void fail() {
        if (over) {
            return;
        }
        finish();
        if (current != null) {
            current.close();
        }
        Reason telling = failures.getLast().reason();
        List<String> texts = new ArrayList<>();
        for (Failure failure : failures) {
            if (failure.reason() != Reason.LOST && failure.reason() != Reason.TIMEOUT) {
                telling = failure.reason();
            }
            if (!texts.contains(failure.text())) {
                texts.add(failure.text());
            }
        }
        board.gate.dialFailed(
                new TransportEvent.DialFailed(
                        candidates,
                        redirected ? Reason.BUSY : telling,
                        String.join("; ", texts),
                        retryAfterMillis,
                        alternatives));
    }

    private void finish() {
        over = true;
        if (timer != null) {
            timer.cancel(false);
        }
        whenOver.accept(this);
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The event loops have ended: so has every node that could want the outcome.
        }
    }
}
