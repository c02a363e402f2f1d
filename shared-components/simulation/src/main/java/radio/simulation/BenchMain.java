package radio.simulation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import radio.peer.Launcher;
import radio.peer.Reports;
import radio.peer.StartException;
import radio.peer.Termination;

/// `scripts/bench NAME`: measures, beside a peer in the same run where there is one.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures what things cost; figures stand in docs/performance.md.")
public final class BenchMain implements Callable<Integer> {
    private static final String NAMES = "axon, chunk, fanout, player";
    private static final int FORKS = 3;

    @Parameters(
            paramLabel = "NAME",
            description =
                    "axon: messages between components, beside Pekko and Python Axon (of the"
                            + " checkout of Kamaelia that the variable KAMAELIA names); chunk: the"
                            + " way of one chunk of 100 ms; fanout: thousands of HTTP listeners,"
                            + " beside icecast2; player: a client node beside ffmpeg and mpv")
    String name = "";

    @Nullable
    @Option(names = "--json", paramLabel = "FILE", description = "write the results as JSON")
    Path json;

    @Option(
            names = "--listeners",
            paramLabel = "N",
            arity = "1..*",
            defaultValue = "1000 4000",
            split = " ",
            description = "fanout: numbers of listeners (default: ${DEFAULT-VALUE})")
    List<Integer> listeners = List.of();

    @Nullable
    @Option(
            names = "--pairs",
            paramLabel = "N",
            description = "axon, fanout, player: runs of each (default: 2; axon: 5)")
    Integer pairs;

    @Nullable
    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            description = "axon, fanout: before anything is measured (default: 15s; axon: 2s)")
    Duration warmUp;

    @Nullable
    @Option(
            names = "--measure",
            paramLabel = "TIME",
            description = "axon, fanout: for so long (default: 30s; axon: 2s)")
    Duration measure;

    @Option(
            names = "--playing",
            paramLabel = "TIME",
            defaultValue = "25s",
            description = "player: for so long (default: ${DEFAULT-VALUE})")
    Duration playing = Duration.ZERO;

    @Option(
            names = "--survivors",
            paramLabel = "N",
            defaultValue = "9000",
            description =
                    "fanout: listeners that are only to stay; 0: do not try (default:"
                            + " ${DEFAULT-VALUE})")
    int survivors;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            defaultValue = "",
            description =
                    "axon: only what has this in its name: pipeline, ring, fan-out, creation, rest")
    String only = "";

    @Option(
            names = "--all-options",
            description =
                    "axon: each case also with one carrier for all virtual threads, and with the"
                            + " JVM options of the nodes (quick compiler only, collector with one"
                            + " thread of each kind, compact headers); without, both runtimes have the JVM's own"
                            + " defaults")
    boolean allOptions;

    /// @param load of the machine, averaged over the last minute, when the run began
    /// @param pairs runs of each case
    record BenchReport(String name, double load, int pairs, List<Result> results) {}

    /// @param peer 0 without a peer
    /// @param ratio ours to the peer's; 0 without a peer
    /// @param goal what it was to be, and whether it is; empty where there is none
    record Result(
            @JsonProperty("case") String what,
            double ours,
            double peer,
            String peerName,
            double ratio,
            String unit,
            String goal) {
        Result(String what, double ours, double peer, String peerName, double ratio, String unit) {
            this(what, ours, peer, peerName, ratio, unit, "");
        }

        /// The same with a goal.
        ///
        /// @param limit of ours; 0: there is no goal
        Result goal(String words, double limit) {
            String goal = words + (ours <= limit ? ": met" : ": missed");
            return new Result(what, ours, peer, peerName, ratio, unit, limit > 0 ? goal : "");
        }
    }

    /// Exits with 0 if it measured, 2 if it could not.
    public static void main(String... args) {
        System.exit(Launcher.run(new BenchMain(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, RunnerException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        out.printf("load at the start: %.2f%n", load);
        int rounds = rounds();
        if (rounds < 1 || survivors < 0 || listeners.stream().anyMatch(some -> some < 1)) {
            throw new StartException("--pairs and --listeners: 1 or more; --survivors: 0 or more");
        }
        BenchReport report;
        // Whoever breaks it off leaves no servers and players behind.
        try (Termination _ = new Termination(Thread.currentThread()::interrupt)) {
            report = new BenchReport(name, load, rounds, measured(rounds, out));
        }
        for (Result result : report.results()) {
            out.printf(
                    "%-44s %9.2f %s%s%s%n",
                    result.what(),
                    result.ours(),
                    result.unit(),
                    result.peer() > 0
                            ? ", %s %.2f, ratio %.2f"
                                    .formatted(result.peerName(), result.peer(), result.ratio())
                            : "",
                    result.goal().isEmpty() ? "" : "; goal " + result.goal());
        }
        if (json != null) {
            Reports.write(json, report);
        }
        return 0;
    }

    /// The way of a chunk always has the same number.
    private int rounds() {
        return switch (name) {
            case "axon" -> pairs == null ? 5 : pairs;
            case "chunk" -> FORKS;
            default -> pairs == null ? 2 : pairs;
        };
    }

    private List<Result> measured(int rounds, PrintStream out)
            throws IOException, InterruptedException, RunnerException {
        return switch (name) {
            case "axon" -> AxonBench.run(axon(rounds), out);
            case "chunk" -> chunk();
            case "fanout" -> FanoutBench.run(fanout(rounds), out);
            case "player" -> PlayerBench.run(new PlayerBench.Settings(rounds, playing), out);
            default ->
                    throw new StartException(
                            name + ": there is no such benchmark; there are: " + NAMES);
        };
    }

    /// Where a benchmark that looks at processes keeps its files.
    static ScratchFolder scratch(String name) throws IOException {
        if (!ProcessFigures.known()) {
            throw new StartException(name + ": it needs /proc, which only Linux has");
        }
        return ScratchFolder.make("radio-bench-");
    }

    private FanoutBench.Settings fanout(int rounds) {
        return new FanoutBench.Settings(
                listeners,
                rounds,
                warmUp == null ? Duration.ofSeconds(15) : warmUp,
                measure == null ? Duration.ofSeconds(30) : measure,
                survivors,
                true);
    }

    private AxonBench.Settings axon(int rounds) {
        List<MessageCase> cases =
                Stream.of(MessageCase.values()).filter(one -> one.title().contains(only)).toList();
        if (cases.isEmpty()) {
            throw new StartException("--only " + only + ": nothing has this in its name");
        }
        return new AxonBench.Settings(
                rounds,
                warmUp == null ? Duration.ofSeconds(2) : warmUp,
                measure == null ? Duration.ofSeconds(2) : measure,
                100_000,
                10_000,
                allOptions,
                cases,
                System.getenv().getOrDefault("KAMAELIA", ""));
    }

    private static List<Result> chunk() throws RunnerException {
        Collection<RunResult> runs =
                new Runner(
                                new OptionsBuilder()
                                        .include(ChunkPathBenchmark.class.getSimpleName())
                                        .forks(FORKS)
                                        .warmupIterations(3)
                                        .warmupTime(TimeValue.seconds(2))
                                        .measurementIterations(3)
                                        .measurementTime(TimeValue.seconds(2))
                                        .build())
                        .run();
        Map<String, Double> scores = new TreeMap<>();
        for (RunResult run : runs) {
            String method = run.getParams().getBenchmark();
            scores.put(
                    method.substring(method.lastIndexOf('.') + 1),
                    run.getPrimaryResult().getScore());
        }
        List<Result> results = new ArrayList<>();
        scores.forEach((what, micros) -> {
            double peer = what.equals("verify") ? scores.getOrDefault("verifyJdk", 0.0) : 0;
            if (!what.equals("verifyJdk")) {
                results.add(
                        new Result(
                                what,
                                micros,
                                peer,
                                peer > 0 ? "the JDK's Ed25519" : "",
                                peer > 0 ? micros / peer : 0,
                                "us/chunk"));
            }
        });
        return results;
    }
}
