package radio.axon;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Components in a row: each one's outbox leads to the next one's inbox, its signal to the next
/// one's control. The pipeline's own inbox and control pass to the first, its outbox and signal
/// come from the last; in the circular form the last feeds the first instead.
///
/// A chassis: it has no thread and costs its messages nothing. It ends when all its children have
/// ended; stop() ends them.
public final class Pipeline extends Chassis {
    private final boolean circular;

    private Pipeline(String name, boolean circular, List<Component> stages) {
        super(name);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("a pipeline needs a component");
        }
        this.circular = circular;
        assemble(() -> wire(stages), stages.toArray(Component[]::new));
    }

    private void wire(List<Component> stages) {
        Component first = stages.getFirst();
        Component last = stages.getLast();
        Inbox<?> head = first.table().inbox();
        typedInbox(head.type(), "to " + first.name(), head.bound());
        for (int i = 0; i + 1 < stages.size(); i++) {
            join(stages.get(i), stages.get(i + 1));
        }
        link(table().inbox(), head);
        link(controlBox(), first.controlBox());
        if (circular) {
            join(last, first);
        } else {
            typedOutbox(last.table().outbox().type(), "from " + last.name());
            link(last.table().outbox(), table().outbox());
            link(last.signalBox(), signalBox());
        }
    }

    /// The components in a row, named after them.
    public static Pipeline of(Component... stages) {
        String name = Stream.of(stages).map(Component::name).collect(Collectors.joining("|"));
        return named(name, stages);
    }

    public static Pipeline named(String name, Component... stages) {
        return new Pipeline(name, false, List.of(stages));
    }

    /// The components in a ring. Bounded boxes in a ring can deadlock: one of them should offer or
    /// drop.
    public static Pipeline circular(String name, Component... stages) {
        return new Pipeline(name, true, List.of(stages));
    }

    private void join(Component from, Component to) {
        link(from.table().outbox(), to.table().inbox());
        link(from.signalBox(), to.controlBox());
    }

    /// The last child's signal leaves through the pipeline's; a ring has nobody's to pass on.
    @Override
    boolean sendsSignal() {
        return circular;
    }
}
