package radio.axon.stm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Several named values as they were at one moment, to be changed together or not at all. Belongs
/// to one thread.
public final class Transaction {
    private final Store store;
    private final Map<String, @Nullable Versioned> read;
    private final Map<String, Value<?>> values = new LinkedHashMap<>();

    Transaction(Store store, Map<String, @Nullable Versioned> read) {
        this.store = store;
        this.read = read;
    }

    /// The names it was asked for.
    public Set<String> names() {
        return Set.copyOf(read.keySet());
    }

    /// One of its values.
    ///
    /// @throws IllegalArgumentException if it was not asked for, or holds something of another type
    public <T> Value<T> value(String name, Class<T> type) {
        if (!read.containsKey(name)) {
            throw new IllegalArgumentException(
                    name + " is not part of this transaction, which uses " + read.keySet());
        }
        Value<?> known = values.get(name);
        if (known == null) {
            Value<T> fresh = new Value<>(store, name, type, read.get(name), false);
            values.put(name, fresh);
            return fresh;
        }
        return known.as(type);
    }

    /// One of its values, of any type.
    public Value<Object> value(String name) {
        return value(name, Object.class);
    }

    /// Makes all changes visible at once, if nobody changed any of the names meanwhile, those that
    /// are not changed here too. It may then be changed and committed again.
    ///
    /// @throws ConcurrentUpdate if somebody did; nothing is committed
    public void commit() {
        List<Value<?>> all = new ArrayList<>();
        read.forEach((name, versioned) -> {
            Value<?> value = values.get(name);
            all.add(
                    value != null
                            ? value
                            : new Value<>(store, name, Object.class, versioned, false));
        });
        store.commit(all);
    }

    @Override
    public String toString() {
        return "using " + read.keySet() + " " + values.values();
    }
}
