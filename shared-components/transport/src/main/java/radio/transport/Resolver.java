package radio.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Host names to addresses, off the event loops: the system's look-up blocks, for seconds when a
/// name server is silent. Platform threads, since it would pin a virtual one's carrier; at most
/// two, gone after ten idle seconds.
final class Resolver implements AutoCloseable {
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

    /// The addresses of a host, in the system's order; fails with UnknownHostException. A literal
    /// address is there at once.
    CompletableFuture<List<InetAddress>> resolve(String host) {
        CompletableFuture<List<InetAddress>> result = new CompletableFuture<>();
        Addresses.literal(host).ifPresent(literal -> result.complete(List.of(literal)));
        if (!result.isDone()) {
            try {
                threads.execute(() -> lookUp(host, result));
            } catch (RejectedExecutionException e) {
                result.completeExceptionally(e);
            }
        }
        return result;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static void lookUp(String host, CompletableFuture<List<InetAddress>> result) {
        try {
            result.complete(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException | RuntimeException e) {
            result.completeExceptionally(e);
        }
    }
}
