package radio.axon.io;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.Pipeline;

/// The process of one stage of a [ProcessPipeline]: records from standard input go to the
/// component, what it sends to standard output. Ends with code 0 when the component has ended by
/// itself or because its input did; else it says why in one line on standard error, and the code is
/// 1 (the component failed) or 2 (it could not be made).
///
/// Not for people: the pipeline starts it.
public final class StageMain {
    private static final Duration LONG = Duration.ofDays(365);

    private StageMain() {}

    /// What [#main] is to be given for a stage.
    static List<String> arguments(Stage stage) {
        List<String> arguments = new ArrayList<>();
        arguments.add(stage.takes().getName());
        arguments.add(stage.gives().getName());
        arguments.add(stage.component().getName());
        arguments.addAll(stage.words());
        return arguments;
    }

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream complaints = System.err;
        System.setOut(complaints); // what the component prints must not get among the records
        int code;
        try {
            String failure =
                    run(
                            stage(arguments),
                            new FileInputStream(FileDescriptor.in),
                            new FileOutputStream(FileDescriptor.out));
            if (failure != null) {
                complaints.println(failure);
            }
            code = failure == null ? 0 : 1;
        } catch (ClassNotFoundException | IllegalArgumentException e) {
            complaints.println(e);
            code = 2;
        }
        System.exit(code);
    }

    private static Stage stage(String[] arguments) throws ClassNotFoundException {
        return new Stage(
                Class.forName(arguments[2]).asSubclass(Component.class),
                List.of(Arrays.copyOfRange(arguments, 3, arguments.length)),
                codec(arguments[0]),
                codec(arguments[1]),
                List.of());
    }

    @SuppressWarnings("unchecked") // a class of codecs of something
    private static Class<? extends Codec<?>> codec(String name) throws ClassNotFoundException {
        return (Class<? extends Codec<?>>) Class.forName(name).asSubclass(Codec.class);
    }

    /// Runs it to its end; null if that was good, else what went wrong.
    private static @Nullable String run(Stage stage, InputStream in, OutputStream out)
            throws InterruptedException {
        AtomicReference<@Nullable String> failure = new AtomicReference<>();
        AxonSystem system = new AxonSystem("stage", Clock.system());
        system.onFailure(
                (component, cause) -> failure.compareAndSet(null, component + ": " + cause));
        Component sink = new StreamSink(out);
        system.activate(
                Pipeline.of(
                        new StreamSource(in),
                        new RecordReader<>(Stage.codec(stage.takes())),
                        stage.make(),
                        new RecordWriter<>(Stage.codec(stage.gives())),
                        sink));
        system.awaitEnd(sink, LONG);
        return failure.get();
    }
}
