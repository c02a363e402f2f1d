package radio.simulation;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;

/// Whoever follows `/api/events` of a node, and keeps what it was told.
final class Events implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Event> all = new CopyOnWriteArrayList<>();
    private final CompletableFuture<HttpResponse<Void>> response;

    /// @param data one line of JSON
    record Event(String name, String data) {}

    Events(String address) {
        response =
                http.sendAsync(
                        HttpRequest.newBuilder(URI.create(address + "/api/events")).build(),
                        HttpResponse.BodyHandlers.fromLineSubscriber(new Lines()));
    }

    private final class Lines implements Flow.Subscriber<String> {
        private String name = "";

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                all.add(new Event(name, line.substring(6)));
            }
        }

        @Override
        public void onError(Throwable why) {}

        @Override
        public void onComplete() {}
    }

    List<Event> all() {
        return List.copyOf(all);
    }

    Optional<Event> first(String name, String containing) {
        return all.stream()
                .filter(one -> one.name().equals(name) && one.data().contains(containing))
                .findFirst();
    }

    @Override
    public void close() throws IOException {
        response.cancel(true);
        http.shutdownNow();
    }
}
