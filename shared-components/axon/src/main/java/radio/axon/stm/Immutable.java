package radio.axon.stm;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes of what is put into a store a value nobody can change: lists, sets and maps are copied, in
/// their order; what the platform knows to be immutable, enums and records of such values stay as
/// they are; anything else is refused.
final class Immutable {
    private static final Set<Class<?>> KNOWN =
            Set.of(
                    String.class,
                    Boolean.class,
                    Character.class,
                    Byte.class,
                    Short.class,
                    Integer.class,
                    Long.class,
                    Float.class,
                    Double.class,
                    BigInteger.class,
                    BigDecimal.class,
                    UUID.class,
                    URI.class);

    private final Set<Class<?>> trusted;

    Immutable(Set<Class<?>> trusted) {
        this.trusted = Set.copyOf(trusted);
    }

    /// The value itself, or its copy.
    ///
    /// @throws IllegalArgumentException if it can be changed
    Object of(@Nullable Object value) {
        return switch (value) {
            case null -> throw new IllegalArgumentException("null is no value: unset it instead");
            case List<?> list -> list(list);
            case Set<?> set -> set(set);
            case Map<?, ?> map -> map(map);
            case Optional<?> optional -> optional.map(this::of);
            case Record record -> record(record);
            default -> known(value);
        };
    }

    private List<Object> list(List<?> list) {
        List<Object> copy = new ArrayList<>(list.size());
        for (Object each : list) {
            copy.add(of(each));
        }
        return List.copyOf(copy);
    }

    private Set<Object> set(Set<?> set) {
        Set<Object> copy = new LinkedHashSet<>();
        for (Object each : set) {
            copy.add(of(each));
        }
        return Collections.unmodifiableSet(copy);
    }

    private Map<Object, Object> map(Map<?, ?> map) {
        Map<Object, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(of(key), of(value)));
        return Collections.unmodifiableMap(copy);
    }

    /// A record cannot be made anew here, so what it holds must be immutable already.
    private Object record(Record record) {
        if (!trusted.contains(record.getClass())) {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                Object held = read(record, component);
                if (held != null && !isImmutable(held)) {
                    throw new IllegalArgumentException(
                            "%s.%s holds a %s, which others can change: copy it in the record's constructor (List.copyOf), or name the record to Store.trusting"
                                    .formatted(
                                            record.getClass().getSimpleName(),
                                            component.getName(),
                                            held.getClass().getName()));
                }
            }
        }
        return record;
    }

    /// The copies that List.copyOf and its like make know themselves: a copy of one is the same.
    @SuppressWarnings("ReferenceEquality") // that is how they are known
    private boolean isImmutable(Object value) {
        return switch (value) {
            case List<?> list ->
                    List.copyOf(list) == list && list.stream().allMatch(this::isImmutable);
            case Set<?> set -> Set.copyOf(set) == set && set.stream().allMatch(this::isImmutable);
            case Map<?, ?> map ->
                    Map.copyOf(map) == map
                            && map.keySet().stream().allMatch(this::isImmutable)
                            && map.values().stream().allMatch(this::isImmutable);
            case Optional<?> optional -> optional.map(this::isImmutable).orElse(true);
            case Record record -> {
                record(record); // refuses what is not
                yield true;
            }
            default -> isKnown(value);
        };
    }

    private Object known(Object value) {
        if (!isKnown(value)) {
            throw new IllegalArgumentException(
                    "a %s can be changed by others: put a record, a String, a number, an enum, or a list, set or map of those, or name its class to Store.trusting"
                            .formatted(value.getClass().getName()));
        }
        return value;
    }

    private boolean isKnown(Object value) {
        Class<?> type = value.getClass();
        return KNOWN.contains(type)
                || trusted.contains(type)
                || value instanceof Enum<?>
                || value instanceof Path
                || (type.getName().startsWith("java.time.")
                        && (value instanceof Temporal || value instanceof TemporalAmount));
    }

    private static @Nullable Object read(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "cannot look into %s: name it to Store.trusting"
                            .formatted(record.getClass().getName()),
                    e);
        }
    }
}
