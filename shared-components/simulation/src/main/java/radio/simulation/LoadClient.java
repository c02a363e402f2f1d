package radio.simulation;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import radio.axon.Clock;

/// Thousands of HTTP listeners in one thread: they read what comes, count it and forget it. Plain
/// NIO, one buffer for all.
///
/// Begins at most [#KNOCKING] connections at a time and a thousand a second, and lets at most
/// [#WAITING] wait for their first byte: servers have small queues for those who knock.
final class LoadClient implements AutoCloseable {
    /// Icecast's queue is that small.
    private static final int KNOCKING = 6;

    /// Icecast lets those who asked begin when the next page comes, all at once.
    private static final int WAITING = 200;

    private static final long BETWEEN_NANOS = 1_000_000;

    /// A listener to whom nothing came for longer heard a gap.
    private static final long GAP_NANOS = 1_000_000_000;

    private final Clock clock;
    private final InetSocketAddress server;
    private final byte[] request;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
    private final List<Listener> listeners = new ArrayList<>();
    private int knocking;
    private int waiting;
    private long nextNanos;
    private int streaming;
    private int lost;
    private boolean measuring;
    private long sinceNanos;

    /// One of them.
    private static final class Listener {
        private boolean asked;
        private boolean heard;
        private boolean gone;
        private long lastNanos;
        private long bytes;
        private int gaps;
        private long longestNanos;

        void pause(long now) {
            long pause = now - lastNanos;
            longestNanos = Math.max(longestNanos, pause);
            if (pause > GAP_NANOS) {
                gaps++;
            }
            lastNanos = now;
        }
    }

    /// @param path with its slash
    LoadClient(Clock clock, InetSocketAddress server, String path) throws IOException {
        this.clock = clock;
        this.server = server;
        request =
                ("GET "
                                + path
                                + " HTTP/1.1\r\nHost: "
                                + server.getHostString()
                                + ":"
                                + server.getPort()
                                + "\r\nUser-Agent: radio-bench\r\nAccept: */*\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        selector = Selector.open();
    }

    /// How many listen now.
    int streaming() {
        return streaming;
    }

    /// Adds listeners until so many listen.
    ///
    /// @return whether that took less than the given time
    boolean connect(int wanted, Duration atMost) throws IOException {
        long until = clock.nanoTime() + atMost.toNanos();
        while (streaming < wanted) {
            if (clock.nanoTime() > until) {
                return false;
            }
            long now = clock.nanoTime();
            if (knocking < KNOCKING
                    && waiting < WAITING
                    && streaming + knocking + waiting < wanted
                    && now >= nextNanos) {
                nextNanos = now + BETWEEN_NANOS;
                knock();
            }
            turn(1);
        }
        return true;
    }

    /// Reads for so long.
    void listen(Duration time) throws IOException {
        long until = clock.nanoTime() + time.toNanos();
        for (long now = clock.nanoTime(); now < until; now = clock.nanoTime()) {
            turn(Math.max(1, (until - now) / 1_000_000));
        }
    }

    /// From now on everything counts.
    void beginMeasuring() {
        long now = clock.nanoTime();
        measuring = true;
        sinceNanos = now;
        lost = 0;
        for (Listener listener : listeners) {
            listener.bytes = 0;
            listener.gaps = 0;
            listener.longestNanos = 0;
            listener.lastNanos = now;
        }
    }

    /// What came since [#beginMeasuring].
    LoadReport report() {
        long now = clock.nanoTime();
        long gaps = 0;
        long longest = 0;
        int silent = 0;
        int pauses = 0;
        List<Listener> all = listeners.stream().filter(one -> one.heard).toList();
        long[] bytes = new long[all.size()];
        for (int i = 0; i < bytes.length; i++) {
            Listener listener = all.get(i);
            listener.pause(now);
            bytes[i] = listener.bytes;
            gaps += listener.gaps;
            pauses += listener.gaps > 0 ? 1 : 0;
            silent += listener.bytes == 0 ? 1 : 0;
            longest = Math.max(longest, listener.longestNanos);
        }
        return LoadReport.of(
                bytes,
                streaming,
                lost,
                silent,
                pauses,
                gaps,
                longest / 1_000_000,
                now - sinceNanos);
    }

    private void knock() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        Listener listener = new Listener();
        knocking++;
        boolean done = channel.connect(server);
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, listener);
        if (done) {
            ask(key, channel, listener);
        }
    }

    private void ask(SelectionKey key, SocketChannel channel, Listener listener)
            throws IOException {
        knocking--;
        waiting++;
        listener.asked = true;
        channel.write(ByteBuffer.wrap(request));
        key.interestOps(SelectionKey.OP_READ);
    }

    private void turn(long millis) throws IOException {
        selector.select(this::ready, millis);
    }

    private void ready(SelectionKey key) {
        Listener listener = (Listener) key.attachment();
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                ask(key, channel, listener);
                return;
            }
            buffer.clear();
            int count = channel.read(buffer);
            if (count < 0) {
                leave(key, listener);
            } else if (count > 0) {
                came(listener, count);
            }
        } catch (IOException e) {
            leave(key, listener);
        }
    }

    private void came(Listener listener, int count) throws IOException {
        long now = clock.nanoTime();
        if (!listener.heard) {
            if (!startsWell()) {
                throw new IOException("refused");
            }
            listener.heard = true;
            listener.lastNanos = now;
            listeners.add(listener);
            waiting--;
            streaming++;
        }
        listener.bytes += count;
        if (measuring) {
            listener.pause(now);
        }
    }

    /// Whether what was read says 200.
    private boolean startsWell() {
        byte[] begin = new byte[Math.min(13, buffer.position())];
        buffer.flip().get(begin);
        return new String(begin, StandardCharsets.US_ASCII).matches("HTTP/1\\.[01] 200.*");
    }

    private void leave(SelectionKey key, Listener listener) {
        close(key);
        if (listener.gone) {
            return;
        }
        listener.gone = true;
        if (listener.heard) {
            streaming--;
            lost++;
        } else if (listener.asked) {
            waiting--;
        } else {
            knocking--;
        }
    }

    private static void close(SelectionKey key) {
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException _) {
            // It is not ours any more in any case.
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : List.copyOf(selector.keys())) {
            close(key);
        }
        selector.close();
    }
}
