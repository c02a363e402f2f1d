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

    private final Map<Key<?>, Service<?>> services = new LinkedHashMap<>();
    private final Map<Key<?>, Object> values = new LinkedHashMap<>();

    Services() {}

    /// Offers that inbox of the component under the key; ServiceAlreadyExists when the key is
    /// taken, NoSuchBox when it has no such inbox.
    public synchronized <T> void register(Key<T> key, Component component, String inbox) {
        Inbox<T> box = component.inbox(inbox, key.type());
        if (component.isStopped()) {
            throw new IllegalStateException(component.name() + " has ended");
        }
        Service<?> there = services.putIfAbsent(key, new Service<>(component, box));
        if (there != null) {
            throw new ServiceAlreadyExists(
                    key.name() + " is offered by " + there.component().name());
        }
    }

    /// The service; NoSuchService when there is none.
    public <T> Service<T> get(Key<T> key) {
        return find(key).orElseThrow(() -> new NoSuchService("no service " + key.name()));
    }

    @SuppressWarnings("unchecked") // register() put it there under a key of this type
    public synchronized <T> Optional<Service<T>> find(Key<T> key) {
        return Optional.ofNullable((Service<T>) services.get(key));
    }

    /// Takes the service out; NoSuchService when there is none.
    public synchronized void deregister(Key<?> key) {
        if (services.remove(key) == null) {
            throw new NoSuchService("no service " + key.name());
        }
    }

    /// The keys offered now, oldest first.
    public synchronized List<Key<?>> keys() {
        return List.copyOf(services.keySet());
    }

    /// Begins to share a value under the key; ServiceAlreadyExists when the key has one.
    public synchronized <T> void track(Key<T> key, T value) {
        if (values.putIfAbsent(key, value) != null) {
            throw new ServiceAlreadyExists(key.name() + " is tracked already");
        }
    }

    /// The shared value; NoSuchService when there is none.
    public synchronized <T> T value(Key<T> key) {
        Object value = values.get(key);
        if (value == null) {
            throw new NoSuchService("no value " + key.name());
        }
        return key.type().cast(value);
    }

    /// Replaces the shared value; NoSuchService when there is none.
    public synchronized <T> void update(Key<T> key, T value) {
        if (values.replace(key, value) == null) {
            throw new NoSuchService("no value " + key.name());
        }
    }

    /// A component ended: what it offered goes.
    synchronized void forget(Component component) {
        services.values().removeIf(service -> service.component() == component);
    }
}
