package radio.axon.stm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Values by name that several components change together or not at all: software transactional
/// memory. Whoever wants to change something takes versions of it ([#usevar] one, [#using]
/// several), works on them, and commits; the commit succeeds only if nobody else committed to them
/// meanwhile, else it is a [ConcurrentUpdate] and everything is as if it had not been tried.
///
/// ```java
/// store.retry(
///         100,
///         List.of("savings", "purse"),
///         money -> {
///             Value<Integer> savings = money.value("savings", Integer.class);
///             Value<Integer> purse = money.value("purse", Integer.class);
///             savings.set(savings.value().orElse(0) - 10);
///             purse.set(purse.value().orElse(0) + 10);
///             return purse.value().orElseThrow();
///         });
/// ```
///
/// Safe from any thread. Nobody waits for somebody else's work: a lock is held for as long as it
/// takes to read or to compare and write the few values concerned. Values are immutable; what could
/// be changed from outside is copied (lists, sets, maps) or refused. The number of names is
/// bounded; a commit that would go beyond is refused. After Kamaelia's Axon.STM.
public final class Store {
    /// How many names a store holds unless it says otherwise (guess).
    public static final int DEFAULT_NAMES = 100_000;

    private final int maxNames;
    private final Immutable immutable;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Versioned> values = new HashMap<>();
    private long commits;

    public Store() {
        this(DEFAULT_NAMES);
    }

    /// @param maxNames how many names it may hold, at least 1
    public Store(int maxNames) {
        this(maxNames, Set.of());
    }

    private Store(int maxNames, Set<Class<?>> trusted) {
        if (maxNames < 1) {
            throw new IllegalArgumentException("room for " + maxNames + " names is below 1");
        }
        this.maxNames = maxNames;
        this.immutable = new Immutable(trusted);
    }

    /// A store that also takes values of exactly these classes as they are, since they never change
    /// though it cannot see it.
    public static Store trusting(int maxNames, Set<Class<?>> immutable) {
        return new Store(maxNames, immutable);
    }

    /// The value of that name as it is now; an unknown name is an empty value of version 0, which a
    /// commit creates.
    ///
    /// @throws IllegalArgumentException if it holds something of another type
    public <T> Value<T> usevar(String name, Class<T> type) {
        lock.lock();
        try {
            return new Value<>(this, name, type, values.get(name), true);
        } finally {
            lock.unlock();
        }
    }

    /// The value of that name as it is now, of any type.
    public Value<Object> usevar(String name) {
        return usevar(name, Object.class);
    }

    /// Several values as they are at this one moment.
    public Transaction using(String... names) {
        return using(List.of(names));
    }

    /// Several values as they are at this one moment.
    public Transaction using(Collection<String> names) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a transaction uses at least one name");
        }
        Map<String, @Nullable Versioned> read = new LinkedHashMap<>();
        lock.lock();
        try {
            for (String name : names) {
                read.put(name, values.get(name));
            }
        } finally {
            lock.unlock();
        }
        return new Transaction(this, read);
    }

    /// Takes the values, changes and commits them, and does so again when someone else was faster.
    /// What the change returns is returned. It must do nothing but compute: it may run several
    /// times. An exception in it passes through, with nothing committed.
    ///
    /// @param attempts how often at most, at least 1
    /// @throws ConcurrentUpdate if someone else was faster that often
    public <R> R retry(int attempts, Collection<String> names, Function<Transaction, R> change) {
        if (attempts < 1) {
            throw new IllegalArgumentException(attempts + " attempts are below 1");
        }
        for (int left = attempts; ; left--) {
            Transaction transaction = using(names);
            R result = change.apply(transaction);
            try {
                transaction.commit();
                return result;
            } catch (ConcurrentUpdate faster) {
                if (left <= 1) {
                    throw faster;
                }
            }
        }
    }

    /// Everything in it at this one moment; for looking at, a copy.
    public Map<String, Object> dump() {
        Map<String, Object> all = new LinkedHashMap<>();
        lock.lock();
        try {
            values.forEach((name, versioned) -> all.put(name, versioned.value()));
        } finally {
            lock.unlock();
        }
        return all;
    }

    @Override
    public String toString() {
        return "store " + dump();
    }

    Object immutable(String name, Object value) {
        try {
            return immutable.of(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    /// All of the changes, or none.
    void commit(Collection<? extends Value<?>> proposed) {
        lock.lock();
        try {
            check(proposed);
            commits++;
            for (Value<?> value : proposed) {
                if (value.changed()) {
                    write(value);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void check(Collection<? extends Value<?>> proposed) {
        List<String> stale = new ArrayList<>();
        int more = 0;
        for (Value<?> value : proposed) {
            Versioned now = values.get(value.name());
            if (value.version() != (now == null ? 0 : now.version())) {
                stale.add(value.name());
            }
            boolean there = value.changed() ? value.current() != null : now != null;
            more += (there ? 1 : 0) - (now == null ? 0 : 1);
        }
        if (!stale.isEmpty()) {
            throw new ConcurrentUpdate(stale);
        }
        if (more > 0 && values.size() + more > maxNames) {
            throw new IllegalStateException(
                    "the store holds at most "
                            + maxNames
                            + " names: unset some, or make it with more room");
        }
    }

    private void write(Value<?> value) {
        Object to = value.current();
        if (to == null) {
            values.remove(value.name());
        } else {
            values.put(value.name(), new Versioned(to, commits));
        }
        value.committed(commits);
    }
}
