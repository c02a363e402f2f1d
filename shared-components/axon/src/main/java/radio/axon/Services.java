package radio.axon;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a system's components offer each other by name: an inbox to send to, or a shared value. To
/// use a service, link an outbox to its inbox and say in the message where to reply. A component's
/// entries go when it ends. Safe from any thread.
public final class Services {
    /// A name and the type that goes with it.
    public record Key<T>(String name, Class<T> type) {}

    /// A component and that inbox of it which serves.
    public record Service<T>(Component component, Inbox<T> inbox) {}

    private record Tracked(Key<?> key, Object value) {}

    private record Entry<T>(Key<T> key, Service<T> service) {}

    private final Map<String, Entry<?>> services = new LinkedHashMap<>();
    private final Map<String, Tracked> values = new LinkedHashMap<>();

    Services() {}

    /// Offers that inbox of the component under the key; ServiceAlreadyExists when the key is
    /// taken, NoSuchBox when it has no such inbox.
    public synchronized <T> void register(Key<T> key, Component component, String inbox) {
        Inbox<T> box = component.inbox(inbox, key.type());
        if (component.ending().isPresent()) {
            throw new IllegalStateException(component.name() + " has ended");
        }
        find(key); // one that ended without ever having begun makes room
        Entry<?> there =
                services.putIfAbsent(key.name(), new Entry<>(key, new Service<>(component, box)));
        if (there != null) {
            throw new ServiceAlreadyExists(
                    key.name() + " is offered by " + there.service().component().name());
        }
    }

    /// The service; NoSuchService when there is none.
    public <T> Service<T> get(Key<T> key) {
        return find(key).orElseThrow(() -> new NoSuchService("no service " + key.name()));
    }

    /// The service, if there is one under this name and type.
    @SuppressWarnings("unchecked") // an equal key is of this type
    public synchronized <T> Optional<Service<T>> find(Key<T> key) {
        Entry<?> entry = services.get(key.name());
        if (entry != null && entry.service().component().isStopped()) {
            services.remove(key.name());
            return Optional.empty();
        }
        return entry == null || !entry.key().equals(key)
                ? Optional.empty()
                : Optional.of((Service<T>) entry.service());
    }

    /// Takes the service out; NoSuchService when there is none.
    public synchronized void deregister(Key<?> key) {
        if (find(key).isEmpty()) {
            throw new NoSuchService("no service " + key.name());
        }
        services.remove(key.name());
    }

    /// The keys offered now, oldest first.
    public synchronized List<Key<?>> keys() {
        return services.values().stream().<Key<?>>map(Entry::key).toList();
    }

    /// Begins to share a value under the key; ServiceAlreadyExists when the key has one.
    public synchronized <T> void track(Key<T> key, T value) {
        if (values.putIfAbsent(key.name(), new Tracked(key, value)) != null) {
            throw new ServiceAlreadyExists(key.name() + " is tracked already");
        }
    }

    /// The shared value; NoSuchService when there is none of this name and type.
    public synchronized <T> T value(Key<T> key) {
        return key.type().cast(tracked(key).value());
    }

    /// Replaces the shared value; NoSuchService when there is none of this name and type.
    public synchronized <T> void update(Key<T> key, T value) {
        tracked(key);
        values.put(key.name(), new Tracked(key, value));
    }

    private Tracked tracked(Key<?> key) {
        Tracked there = values.get(key.name());
        if (there == null || !there.key().equals(key)) {
            throw new NoSuchService("no value " + key.name());
        }
        return there;
    }

    /// A component ended: what it offered goes.
    synchronized void forget(Component component) {
        services.values().removeIf(entry -> entry.service().component().equals(component));
    }
}
