package radio.axon.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Failed;
import radio.axon.Outbox;
import radio.axon.ProducerFinished;
import radio.axon.Signal;

/// A pipeline whose components run in a process of their own each: what comes to `inbox` goes to
/// the first one's, what the last one sends leaves through `outbox`. Seen from outside it is like a
/// [radio.axon.Pipeline] of the same components, for those that must not share a heap, a garbage
/// collector or a crash.
///
/// ```java
/// ProcessPipeline.of(
///         Stage.of(Follow.class, "/var/log/syslog", "end"),
///         Stage.of(Grep.class, "error"))
/// ```
///
/// Each process is a JVM with the class path of this one. Records go through pipes, each with its
/// length before it, coded by the stages' [Codec]s; what a stage gives, the next one must take. The
/// boxes on the way hold 64 messages each, the pipes what the machine gives them (64 KiB): a slow
/// stage makes those before it wait, back into the senders.
///
/// ProducerFinished goes through all stages behind the last record. A stage that dies, or whose
/// component fails, ends the pipeline with [StageFailed], which names it and what it said last; the
/// other processes are ended too, as they are when the pipeline is told to stop. What stages say on
/// standard error goes to the log.
public final class ProcessPipeline extends Component {
    private final Outbox<Signal> toFirst =
            addOutbox("_end", Signal.class, "tells the first stage that no more will come");
    private final Component writer;
    private final Component first;

    /// Children whose end is known here: one is taken off the list of children a little before.
    private final AtomicInteger living;

    private final AtomicReference<@Nullable StageFailed> failure = new AtomicReference<>();

    private ProcessPipeline(List<Stage> all) {
        super(name(all));
        checkNeighbours(all);
        Codec<?> in = Stage.codec(all.getFirst().takes());
        Codec<?> out = Stage.codec(all.getLast().gives());
        List<Component> row = new ArrayList<>();
        writer = new RecordWriter<>(in);
        row.add(writer);
        for (int i = 0; i < all.size(); i++) {
            row.add(process(i + 1, all.get(i)));
        }
        first = row.get(1);
        row.add(new RecordReader<>(out));
        living = new AtomicInteger(row.size());
        wire(row, in.type(), out.type());
    }

    /// @throws IllegalArgumentException if there is none, or one gives what the next does not take
    public static ProcessPipeline of(Stage... stages) {
        return new ProcessPipeline(List.of(stages));
    }

    private void wire(List<Component> row, Class<?> in, Class<?> out) {
        typedInbox(in, "to the first stage", Bound.blocking(1));
        typedOutbox(out, "from the last stage");
        children(row.toArray(Component[]::new));
        for (int i = 0; i + 1 < row.size(); i++) {
            link(row.get(i).outbox("outbox"), row.get(i + 1).inbox("inbox"));
            link(row.get(i).outbox("signal"), row.get(i + 1).inbox("control"));
        }
        link(inbox("inbox"), row.getFirst().inbox("inbox"));
        link(toFirst, row.getFirst().inbox("control"));
        link(row.getLast().outbox("outbox"), outbox("outbox"));
    }

    @Override
    protected void run() throws InterruptedException {
        boolean told = false;
        while (!stopping() && living.get() > 0) {
            StageFailed failed = failure.get();
            if (failed != null) {
                throw failed;
            }
            if (upstreamFinished() && !told) {
                told = true;
                toFirst.send(new ProducerFinished());
            }
            await();
        }
        StageFailed failed = failure.get();
        if (failed != null && !stopping()) {
            throw failed;
        }
    }

    /// Of failures only the first counts: others fail because it did. On the ending stage's thread.
    @Override
    protected void childEnded(Component child, Signal how) {
        if (how instanceof Failed(String component, Throwable cause)
                && component.equals(child.name())) {
            failure.compareAndSet(null, new StageFailed(component, cause));
        }
        if (child.equals(first)) {
            writer.stop(); // nobody reads any more; after the reason is known, for it ends others
        }
        living.decrementAndGet(); // last: whoever sees that all have ended sees why
    }

    private static UnixProcess process(int number, Stage stage) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(stage.jvmOptions());
        command.add(StageMain.class.getName());
        command.addAll(StageMain.arguments(stage));
        return UnixProcess.named(
                        "stage " + number + " " + stage.component().getSimpleName(),
                        command,
                        Map.of("CLASSPATH", System.getProperty("java.class.path")))
                .mustSucceed();
    }

    private static void checkNeighbours(List<Stage> all) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a pipeline of processes needs a stage");
        }
        for (int i = 0; i + 1 < all.size(); i++) {
            Stage before = all.get(i);
            Stage after = all.get(i + 1);
            if (before.gives() != after.takes()) {
                throw new IllegalArgumentException(
                        "%s gives %s, but %s takes %s"
                                .formatted(
                                        before.component().getSimpleName(),
                                        before.gives().getSimpleName(),
                                        after.component().getSimpleName(),
                                        after.takes().getSimpleName()));
            }
        }
    }

    private static String name(List<Stage> all) {
        return all.stream()
                .map(stage -> stage.component().getSimpleName())
                .collect(Collectors.joining("|", "processes ", ""));
    }
}
