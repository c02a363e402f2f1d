package radio.axon;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Sends on what a function makes of each message; where that is null, nothing. From `inbox` to
/// `outbox`, one for one and in order, on a thread of its own. A function that throws ends it.
public final class PureTransformer<A, B> extends Component {
    private final Inbox<A> in;
    private final Outbox<B> out;
    private final Function<? super A, ? extends @Nullable B> function;

    private PureTransformer(
            String name,
            Class<A> from,
            Class<B> to,
            Function<? super A, ? extends @Nullable B> function) {
        super(name);
        this.function = function;
        in = typedInbox(from, "what the function is given", Bound.DEFAULT);
        out = typedOutbox(to, "what it makes of it");
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

    @Override
    protected void run() throws InterruptedException {
        for (A message : in.untilFinished()) {
            B made = function.apply(message);
            if (made != null) {
                out.send(made);
            }
        }
    }
}
