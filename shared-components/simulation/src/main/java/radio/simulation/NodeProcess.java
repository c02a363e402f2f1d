package radio.simulation;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import radio.client.ClientMain;
import radio.peer.NodeStatus;
import radio.peer.Reports;
import radio.source.SourceMain;

/// A node in a process of its own, as a person would start it: by its script where there is a
/// clone, else its main class on our class path and JDK. What it prints goes to files in a folder,
/// from which its status is read.
final class NodeProcess implements AutoCloseable {
    private static final int TAIL_BYTES = 8192;

    private static final Map<Class<?>, String> SCRIPTS =
            Map.of(SourceMain.class, "source-node", ClientMain.class, "client-node");

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;
    private final Path report;

    private NodeProcess(String name, Process process, Path folder) {
        this.name = name;
        this.process = process;
        out = folder.resolve(name + ".out");
        err = folder.resolve(name + ".err");
        report = folder.resolve(name + ".json");
    }

    /// Starts a node that prints a line of JSON a second and writes a report.
    ///
    /// @param folder where `NAME.out`, `NAME.err` and `NAME.json` (the report) go
    static NodeProcess start(String name, Class<?> main, Path folder, List<String> options)
            throws IOException {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("--json", "--report", folder.resolve(name + ".json").toString()));
        return start(name, main, folder, all, _ -> {});
    }

    /// Starts a node as it is told, no more.
    ///
    /// @param change of its streams and environment; without, it reads nothing and its output goes
    ///   to the folder
    static NodeProcess start(
            String name,
            Class<?> main,
            Path folder,
            List<String> options,
            Consumer<ProcessBuilder> change)
            throws IOException {
        List<String> command = new ArrayList<>(command(main));
        command.addAll(options);
        ProcessBuilder builder =
                builder(command)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(folder.resolve(name + ".out").toFile())
                        .redirectError(folder.resolve(name + ".err").toFile());
        change.accept(builder);
        return new NodeProcess(name, builder.start(), folder);
    }

    /// How a node is started: where there is a clone, as a person would, by its script and so from
    /// the cache of its classes; else with the same options on the class path of this process.
    static List<String> command(Class<?> main) {
        String home = System.getProperty("radio.home", "");
        Optional<String> script = Optional.ofNullable(SCRIPTS.get(main));
        return home.isEmpty() || script.isEmpty()
                ? classes(main)
                : List.of(Path.of(home, "scripts", script.get()).toString());
    }

    /// A process with the environment of a person who has built: what our own scripts gave this
    /// process is not for others.
    static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(List.of("RADIO_HEAP", "RADIO_JVM"));
        builder.environment().put("RADIO_BUILT", "yes");
        return builder;
    }

    private static List<String> classes(Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As scripts/launch has it.
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:+UseG1GC",
                        "-XX:G1PeriodicGCInterval=30000",
                        "-XX:G1HeapRegionSize=1m",
                        "-XX:ParallelGCThreads=1",
                        "-XX:ConcGCThreads=1",
                        "-Xms16m",
                        "-Xmx256m",
                        "-XX:MinHeapFreeRatio=5",
                        "-XX:MaxHeapFreeRatio=12",
                        "-XX:TrimNativeHeapInterval=10000",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()));
        return command;
    }

    String name() {
        return name;
    }

    Process process() {
        return process;
    }

    boolean alive() {
        return process.isAlive();
    }

    /// The last whole status line it printed.
    Optional<NodeStatus> status() throws IOException {
        String[] lines = tail(out).split("\n", -1);
        // The last element is what follows the last line end: nothing, or half a line.
        for (int i = lines.length - 2; i >= 0; i--) {
            if (lines[i].startsWith("{\"kind\"")) {
                return Optional.of(Reports.parse(lines[i], NodeStatus.class));
            }
        }
        return Optional.empty();
    }

    /// The end of what it said on its output.
    String said() throws IOException {
        return tail(out).strip();
    }

    /// The end of what it said on its error stream, for messages about failures.
    String lastWords() throws IOException {
        return tail(err).strip();
    }

    <R extends Record> Optional<R> report(Class<R> type) throws IOException {
        return Files.exists(report) ? Optional.of(Reports.read(report, type)) : Optional.empty();
    }

    /// Asks it to end (SIGTERM).
    void terminate() {
        process.destroy();
    }

    /// Ends it without asking (SIGKILL).
    void kill() {
        process.destroyForcibly();
    }

    /// Sends any other signal by name, such as STOP or CONT.
    void signal(String signal) throws IOException, InterruptedException {
        int code =
                new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + signal + " of " + name + " gave " + code);
        }
    }

    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        kill();
    }

    private static String tail(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (in.length() - from)];
            in.seek(from);
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
