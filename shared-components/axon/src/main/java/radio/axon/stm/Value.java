package radio.axon.stm;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One named value as somebody read it from a [Store]: what it was then, of which version, and what
/// it is to become. Others see a change only when it is committed, by [#commit] or by that of the
/// [Transaction] it belongs to.
///
/// Belongs to one thread; the values themselves are immutable and may go anywhere.
public final class Value<T> {
    private final Store store;
    private final String name;
    private final Class<T> type;
    private final boolean single;
    private long version;
    private @Nullable T current;
    private boolean changed;

    Value(Store store, String name, Class<T> type, @Nullable Versioned read, boolean single) {
        this.store = store;
        this.name = name;
        this.type = type;
        this.single = single;
        if (read != null) {
            if (!type.isInstance(read.value())) {
                throw new IllegalArgumentException(
                        "%s holds a %s, not a %s"
                                .formatted(
                                        name, read.value().getClass().getName(), type.getName()));
            }
            version = read.version();
            current = type.cast(read.value());
        }
    }

    public String name() {
        return name;
    }

    /// The number of the commit that made it; 0 when nothing was ever put there, or it was taken
    /// away.
    public long version() {
        return version;
    }

    /// What was read, or set here since; empty when there is nothing of that name.
    public Optional<T> value() {
        return Optional.ofNullable(current);
    }

    /// What it is to become. A list, set or map is copied.
    ///
    /// @throws IllegalArgumentException if the value could be changed by others later, or is of
    ///   another type than this was asked for
    public void set(T to) {
        Object copy = store.immutable(name, to);
        if (!type.isInstance(copy)) {
            throw new IllegalArgumentException(
                    "%s is kept as a %s: ask for it as List, Set or Map, not as %s"
                            .formatted(name, copy.getClass().getName(), type.getName()));
        }
        current = type.cast(copy);
        changed = true;
    }

    /// Takes it away: nothing is to be there.
    public void unset() {
        current = null;
        changed = true;
    }

    /// Makes the change visible to all, if nobody else changed it since it was read. It may then be
    /// set and committed again.
    ///
    /// @throws ConcurrentUpdate if somebody did; nothing is committed, and this can never be: read
    ///   again
    /// @throws IllegalStateException if it belongs to a transaction: commit that
    public void commit() {
        if (!single) {
            throw new IllegalStateException(name + " is part of a transaction: commit that");
        }
        store.commit(List.of(this));
    }

    @Override
    public String toString() {
        return name + "=" + current + " (version " + version + (changed ? ", changed)" : ")");
    }

    /// This, known by another type.
    @SuppressWarnings("unchecked") // it is the same type
    <U> Value<U> as(Class<U> other) {
        if (other != type) {
            throw new IllegalArgumentException(
                    "%s was asked for as %s before, now as %s"
                            .formatted(name, type.getName(), other.getName()));
        }
        return (Value<U>) this;
    }

    boolean changed() {
        return changed;
    }

    @Nullable T current() {
        return current;
    }

    void committed(long as) {
        version = current == null ? 0 : as;
        changed = false;
    }
}
