package radio.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A peer that says as much as it can and hears nothing.
final class Flood implements AutoCloseable {
    /// When nothing goes out for so long, nothing will.
    private static final Duration STUCK = Duration.ofMillis(150);

    private final SocketChannel socket;
    private final ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);

    Flood(int port) throws IOException {
        this(SocketChannel.open());
        socket.configureBlocking(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.configureBlocking(false);
    }

    /// Whoever connects to that server next gets it.
    Flood(ServerSocketChannel server) throws IOException {
        this(server.accept());
    }

    private Flood(SocketChannel socket) throws IOException {
        this.socket = socket;
        socket.setOption(StandardSocketOptions.SO_SNDBUF, 64 * 1024);
        while (bytes.hasRemaining()) {
            bytes.put((byte) 'x');
        }
        socket.configureBlocking(false);
    }

    /// Says as much as fits; how many bytes that was.
    long untilStuck() throws IOException {
        long all = 0;
        while (true) {
            long some = write();
            if (some == 0) {
                LockSupport.parkNanos(STUCK.toNanos());
                some = write();
                if (some == 0) {
                    return all;
                }
            }
            all += some;
        }
    }

    /// Says so much more, however long it takes.
    long more(long count) throws IOException {
        socket.configureBlocking(true);
        for (long all = 0; all < count; ) {
            bytes.position(0).limit((int) Math.min(bytes.capacity(), count - all));
            all += socket.write(bytes);
        }
        return count;
    }

    /// No more will be said.
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    private long write() throws IOException {
        bytes.position(0).limit(bytes.capacity());
        return socket.write(bytes);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
