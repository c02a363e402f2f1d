package radio.simulation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
    @Parameters(paramLabel = "NAME", description = "chunk: the way of one chunk of 100 ms")
    String name = "";

    @Nullable
    @Option(names = "--json", paramLabel = "FILE", description = "write the results as JSON")
    Path json;

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
    public Integer call() throws IOException, RunnerException {
        if (!name.equals("chunk")) {
            throw new StartException(name + ": there is no such benchmark; there is: chunk");
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        int forks = 3;
        Collection<RunResult> runs =
                new Runner(
                                new OptionsBuilder()
                                        .include(ChunkPathBenchmark.class.getSimpleName())
                                        .forks(forks)
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
        BenchReport report = new BenchReport(name, load, forks, results);
        out.printf("load at the start: %.2f%n", load);
        for (Result result : results) {
            out.printf(
                    "%-24s %9.2f %s%s%n",
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
}
