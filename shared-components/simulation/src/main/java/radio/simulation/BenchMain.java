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

/// `scripts/bench NAME`: measures, beside a peer in the same run where there is one.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures what things cost; figures stand in docs/performance.md.")
public final class BenchMain implements Callable<Integer> {
    private static final String NAMES = "chunk, fanout, player";
    private static final int FORKS = 3;

    @Parameters(
            paramLabel = "NAME",
            description =
                    "chunk: the way of one chunk of 100 ms; fanout: thousands of HTTP listeners,"
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

    @Option(
            names = "--pairs",
            paramLabel = "N",
            defaultValue = "2",
            description = "fanout, player: runs of each (default: ${DEFAULT-VALUE})")
    int pairs;

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            defaultValue = "15s",
            description = "before anything is measured (default: ${DEFAULT-VALUE})")
    Duration warmUp = Duration.ZERO;

    @Option(
            names = "--measure",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "for so long (default: ${DEFAULT-VALUE})")
    Duration measure = Duration.ZERO;

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

    /// @param load of the machine, averaged over the last minute, when the run began
    /// @param pairs runs of each case
    record BenchReport(String name, double load, int pairs, List<Result> results) {}

    /// @param peer 0 without a peer
    /// @param ratio ours to the peer's; 0 without a peer
    record Result(
            @JsonProperty("case") String what,
            double ours,
            double peer,
            String peerName,
            double ratio,
            String unit) {}

    /// Exits with 0 if it measured, 2 if it could not.
    public static void main(String... args) {
        System.exit(Launcher.run(new BenchMain(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, RunnerException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        out.printf("load at the start: %.2f%n", load);
        BenchReport report =
                switch (name) {
                    case "chunk" -> new BenchReport(name, load, FORKS, chunk());
                    case "fanout" ->
                            new BenchReport(name, load, pairs, FanoutBench.run(fanout(), out));
                    case "player" ->
                            new BenchReport(
                                    name,
                                    load,
                                    pairs,
                                    PlayerBench.run(new PlayerBench.Settings(pairs, playing), out));
                    default ->
                            throw new StartException(
                                    name + ": there is no such benchmark; there are: " + NAMES);
                };
        for (Result result : report.results()) {
            out.printf(
                    "%-44s %9.2f %s%s%n",
                    result.what(),
                    result.ours(),
                    result.unit(),
                    result.peer() > 0
                            ? ", %s %.2f, ratio %.2f"
                                    .formatted(result.peerName(), result.peer(), result.ratio())
                            : "");
        }
        if (json != null) {
            Reports.write(json, report);
        }
        return 0;
    }

    private FanoutBench.Settings fanout() {
        if (pairs < 1 || survivors < 0 || listeners.stream().anyMatch(some -> some < 1)) {
            throw new StartException("--pairs and --listeners: 1 or more; --survivors: 0 or more");
        }
        return new FanoutBench.Settings(listeners, pairs, warmUp, measure, survivors, true);
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
