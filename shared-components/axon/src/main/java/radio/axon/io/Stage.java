package radio.axon.io;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import radio.axon.Component;

/// One stage of a [ProcessPipeline]: which component is to run in a process of its own, with which
/// words as its arguments, and how its records become bytes.
///
/// The component has a constructor that takes as many Strings as there are words, or one that takes
/// an array of them. Strings go in and out unless [#takes] and [#gives] say otherwise. What the
/// component prints on standard output goes to standard error; its failure is told to the pipeline.
public record Stage(
        Class<? extends Component> component,
        List<String> words,
        Class<? extends Codec<?>> takes,
        Class<? extends Codec<?>> gives,
        List<String> jvmOptions) {
    /// A small heap collector: a stage is one component (guess).
    private static final List<String> JVM = List.of("-XX:+UseSerialGC");

    /// @throws IllegalArgumentException if there is no such constructor, or a codec has none
    ///   without arguments
    public Stage {
        words = List.copyOf(words);
        jvmOptions = List.copyOf(jvmOptions);
        if (constructor(component, words.size()) == null) {
            throw new IllegalArgumentException(
                    "%s cannot be a stage with %d words: it needs a constructor of as many Strings, or of String[]"
                            .formatted(component.getName(), words.size()));
        }
        codec(takes);
        codec(gives);
    }

    /// A component that takes and gives Strings.
    public static Stage of(Class<? extends Component> component, String... words) {
        return new Stage(component, List.of(words), TextCodec.class, TextCodec.class, JVM);
    }

    /// The same with another codec for what comes in.
    public Stage takes(Class<? extends Codec<?>> codec) {
        return new Stage(component, words, codec, gives, jvmOptions);
    }

    /// The same with another codec for what goes out.
    public Stage gives(Class<? extends Codec<?>> codec) {
        return new Stage(component, words, takes, codec, jvmOptions);
    }

    /// The same with other options for its JVM, such as `-Xmx64m`.
    public Stage jvm(String... options) {
        return new Stage(component, words, takes, gives, List.of(options));
    }

    Component make() {
        Constructor<?> constructor =
                Objects.requireNonNull(constructor(component, words.size()), "checked before");
        boolean several =
                constructor.getParameterCount() == 1
                        && constructor.getParameterTypes()[0] == String[].class;
        Object[] arguments = words.toArray(String[]::new);
        return component.cast(
                several ? call(constructor, (Object) arguments) : call(constructor, arguments));
    }

    static Codec<?> codec(Class<? extends Codec<?>> type) {
        try {
            return type.cast(call(type.getDeclaredConstructor()));
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(
                    type.getName() + " needs a constructor without arguments", e);
        }
    }

    private static @Nullable Constructor<?> constructor(Class<?> type, int words) {
        Class<?>[] each = new Class<?>[words];
        Arrays.fill(each, String.class);
        Constructor<?> array = null;
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (Arrays.equals(constructor.getParameterTypes(), each)) {
                return constructor;
            }
            if (Arrays.equals(constructor.getParameterTypes(), new Class<?>[] {String[].class})) {
                array = constructor;
            }
        }
        return array;
    }

    private static Object call(Constructor<?> constructor, Object... arguments) {
        try {
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "%s cannot be made: %s"
                            .formatted(
                                    constructor.getDeclaringClass().getName(),
                                    Objects.requireNonNullElse(e.getCause(), e).getMessage()),
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    constructor.getDeclaringClass().getName() + " cannot be made: " + e, e);
        }
    }
}
