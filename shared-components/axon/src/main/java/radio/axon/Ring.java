package radio.axon;

import org.jspecify.annotations.Nullable;

/// A queue in an array that grows from 8 slots as far as it is asked to. Not thread-safe: its
/// inbox's lock guards it.
final class Ring {
    private @Nullable Object[] slots = new @Nullable Object[8];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(Object message) {
        if (size == slots.length) {
            grow();
        }
        slots[index(size)] = message;
        size++;
    }

    /// The oldest; null when empty.
    @Nullable Object remove() {
        if (size == 0) {
            return null;
        }
        Object oldest = slots[head];
        slots[head] = null;
        head = index(1);
        size--;
        return oldest;
    }

    /// The oldest, left in; null when empty.
    @Nullable Object peek() {
        return size == 0 ? null : slots[head];
    }

    /// Takes out the oldest message that came through this lane; null when there is none.
    @Nullable Object removeOldestOf(Lane lane) {
        for (int i = 0; i < size; i++) {
            if (slots[index(i)] instanceof Lane.Held held && held.lane() == lane) {
                for (int j = i; j > 0; j--) {
                    slots[index(j)] = slots[index(j - 1)];
                }
                slots[head] = held;
                return remove();
            }
        }
        return null;
    }

    private int index(int offset) {
        int index = head + offset;
        return index < slots.length ? index : index - slots.length;
    }

    private void grow() {
        @Nullable Object[] larger = new @Nullable Object[slots.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = slots[index(i)];
        }
        slots = larger;
        head = 0;
    }
}
