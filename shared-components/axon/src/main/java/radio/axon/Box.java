package radio.axon;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A named place at the edge of a component: an [Inbox] where messages wait, or an [Outbox] through
/// which they leave. A name that begins with an underscore is private: only the component itself,
/// which made the box, can link it.
///
/// The links of a box are guarded by the lock of [Links].
public abstract sealed class Box<T> permits Queue, Outbox {
    private final Component component;
    private final String name;
    private final Class<T> type;
    private final String purpose;
    private @Nullable List<Link> incoming;
    private @Nullable Link outgoing;

    // Fields rather than something for each kind of box to say: every message asks for them, and a
    // call that goes to one class for long and then to another makes the compiler start anew.
    private volatile @Nullable Inbox<?> last;
    private @Nullable Lane lane;

    Box(Component component, String name, Class<T> type, String purpose) {
        this.component = component;
        this.name = name;
        this.type = type;
        this.purpose = purpose;
    }

    /// The component whose box this is.
    public final Component component() {
        return component;
    }

    public final String name() {
        return name;
    }

    /// The type of the messages; links between boxes of unrelated types are refused.
    public final Class<T> type() {
        return type;
    }

    /// What it is for, in words, as its maker declared it.
    public final String purpose() {
        return purpose;
    }

    /// The inbox where messages of this box end up; null for an outbox that leads nowhere.
    final @Nullable Inbox<?> last() {
        return last;
    }

    /// Called with the lock of [Links] held, and those of the inboxes concerned.
    final void last(@Nullable Inbox<?> end) {
        last = end;
    }

    /// The bound of its own that its messages bring along, if it has one.
    final @Nullable Lane lane() {
        return lane;
    }

    final void lane(Lane own) {
        lane = own;
    }

    final boolean isPrivate() {
        return name.startsWith("_");
    }

    final @Nullable Link outgoing() {
        return outgoing;
    }

    final void outgoing(@Nullable Link link) {
        outgoing = link;
    }

    final List<Link> incoming() {
        return incoming == null ? List.of() : incoming;
    }

    final void addIncoming(Link link) {
        if (incoming == null) {
            incoming = new ArrayList<>(1);
        }
        incoming.add(link);
    }

    final void removeIncoming(Link link) {
        if (incoming != null) {
            incoming.remove(link);
        }
    }

    /// A scheduling point of a stepping system.
    final void point(String operation) {
        Runner stepping = component.stepping();
        if (stepping != null) {
            stepping.point(operation, this);
        }
    }

    final String fullName() {
        return component.name() + "." + name;
    }
}
