package radio.net;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Host names to addresses, off the event loops: the system's look-up blocks, for seconds when a
/// name server is silent. Platform threads, since it would pin a virtual one's carrier; at most
/// two, gone after ten idle seconds.
public final class Resolver implements AutoCloseable {
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    2,
                    2,
                    10,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Thread.ofPlatform().daemon().name("radio-dns-", 0).factory());

    Resolver() {
        threads.allowCoreThreadTimeOut(true);
    }

    /// Passes on the addresses of a host, in the system's order; none if there is no such host. A
    /// literal address is passed on at once, others from another thread.
    public void resolve(String host, Consumer<List<InetAddress>> result) {
        Optional<InetAddress> literal = literal(host);
        if (literal.isPresent()) {
            result.accept(List.of(literal.get()));
            return;
        }
        try {
            threads.execute(() -> result.accept(lookUp(host)));
        } catch (RejectedExecutionException closed) {
            result.accept(List.of());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static Optional<InetAddress> literal(String host) {
        return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(host));
    }

    private static List<InetAddress> lookUp(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
