package radio.axon;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Sends on what a function makes of each message; where that is null, nothing. From `inbox` to
/// `outbox`, one for one and in order. A function that throws ends it. A [Reactor]: a function that
/// waits for something or computes for long is better off in a component with a run() of its own.
public final class PureTransformer<A, B> extends Reactor {
    private PureTransformer(
            String name,
            Class<A> from,
            Class<B> to,
            Function<? super A, ? extends @Nullable B> function) {
        super(name);
        Inbox<A> in = typedInbox(from, "what the function is given", Bound.DEFAULT);
        Outbox<B> out = typedOutbox(to, "what it makes of it");
        on(
                in,
                message -> {
                    B made = function.apply(message);
                    if (made != null) {
                        out.send(made);
                    }
                });
    }

    public static <A, B> PureTransformer<A, B> of(
            Class<A> from, Class<B> to, Function<? super A, ? extends @Nullable B> function) {
        String name = from.getSimpleName() + " to " + to.getSimpleName();
        return named(name, from, to, function);
    }

    public static <A, B> PureTransformer<A, B> named(
            String name,
            Class<A> from,
            Class<B> to,
            Function<? super A, ? extends @Nullable B> function) {
        return new PureTransformer<>(name, from, to, function);
    }
}
