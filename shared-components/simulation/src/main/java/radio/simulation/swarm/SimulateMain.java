package radio.simulation.swarm;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import radio.axon.Clock;
import radio.peer.Launcher;
import radio.peer.Reports;
import radio.peer.StartException;

/// `scripts/simulate`: a swarm of production overlays in virtual time, from one seed.
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Runs a scenario with any number of simulated peers and reports.")
public final class SimulateMain implements Callable<Integer> {
    private static final int MAX_PEERS = 1_000_000;

    @Parameters(paramLabel = "SCENARIO", description = "its name; \"list\" tells which there are")
    String scenario = "";

    @Option(names = "--peers", defaultValue = "1000", description = "listeners (default: 1000)")
    int peers;

    @Option(names = "--seed", defaultValue = "1", description = "draws everything (default: 1)")
    long seed;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            description = "measured virtual time, 6 or more (default: 60)")
    int seconds;

    @Option(names = "--membership", description = "the same as the scenario membership")
    boolean membership;

    @Nullable
    @Option(
            names = {"--json", "--report"},
            paramLabel = "FILE",
            description = "write a JSON report")
    Path json;

    /// Exits with 0 if the bounds were kept, 1 if not, 2 if it could not run.
    public static void main(String... args) {
        System.exit(Launcher.run(new SimulateMain(), args));
    }

    @Override
    public Integer call() throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (scenario.equals("list")) {
            Scenarios.all().forEach(one -> out.printf("%-22s %s%n", one.name(), one.about()));
            return 0;
        }
        if (peers < 2 || peers > MAX_PEERS || seconds < 6) {
            throw new StartException("it takes 2 to 1,000,000 --peers, 6 or more --seconds");
        }
        String name = membership ? "membership" : scenario;
        Scenario chosen =
                Scenarios.named(name)
                        .orElseThrow(() ->
                                new StartException(
                                        "no scenario '" + name + "'; there are " + names()));
        Clock clock = Clock.system();
        long began = clock.nanoTime();
        SwarmOptions options = new SwarmOptions(name, peers, seed, seconds);
        SwarmReport report = Run.of(chosen, options);
        double wall = Math.round((clock.nanoTime() - began) / 1e8) / 10.0;
        report = report.with(report.failures(), wall);
        print(report, out);
        if (json != null) {
            Reports.write(json, report);
        }
        report.failures().forEach(line -> System.err.println("simulate: " + line));
        out.println(report.failures().isEmpty() ? "good" : "NOT good; again: " + options.command());
        return report.failures().isEmpty() ? 0 : 1;
    }

    private static String names() {
        return Scenarios.all().stream().map(Scenario::name).collect(Collectors.joining(", "));
    }

    private static void print(SwarmReport found, PrintStream out) {
        line(
                out,
                "%s: %d listeners, %d survivors, seed %d",
                found.scenario(),
                found.listeners(),
                found.survivors(),
                found.seed());
        line(
                out,
                "delivered %.6f, missed %d, late %d, lossless %.4f, isolated for good %d",
                found.delivered(),
                found.missed(),
                found.late(),
                found.lossless(),
                found.isolatedForGood());
        line(
                out,
                "delay %s, first 30 s %s, after %s, lower bound %s",
                text(found.delayMillis()),
                text(found.delayFirst30Millis()),
                text(found.delayAfterMillis()),
                found.lowerBoundMillis());
        line(
                out,
                "window: late500 %.6f, late1000 %.6f; recovery %s, in 5 s %.5f, in 15 s %.5f",
                found.late500(),
                found.late1000(),
                text(found.recoveryMillis()),
                found.recoveredIn5Seconds(),
                found.recoveredIn15Seconds());
        line(out, "repair %s, time to sound %s", found.repairMillis(), found.timeToSoundMillis());
        line(
                out,
                "rmr %.4f, hops mean %.2f max %d, ldh %.2f; reordered %d",
                found.rmr(),
                found.hop().mean(),
                found.hop().max(),
                found.ldh(),
                found.reordered());
        line(
                out,
                "source: egress x%.2f, children %d, connects a second %d, after %d",
                found.sourceEgressRatio(),
                found.sourceChildrenPeak(),
                found.sourceConnectsPerSecondPeak(),
                found.sourceConnectsPerSecondPeakAfter());
        line(
                out,
                "bytes down x%.3f of audio, up %s, down %s, queue %d bytes, too slow %d, expired"
                        + " %d",
                found.bytesPerListenerRatio(),
                found.uploadBitsPerSecond(),
                found.downloadBitsPerSecond(),
                found.queuePeakBytes(),
                found.closedTooSlow(),
                found.chunksExpired());
        line(
                out,
                "graph: degree %.2f, clustering %.6f, shortest path %.2f, flood %.2f, unreached"
                        + " %.1f, asymmetric %d",
                found.meanDegree(),
                found.clustering(),
                found.averageShortestPath(),
                found.floodHops(),
                found.unreached(),
                found.asymmetricLinks());
        line(out, "messages %s", text(found.messages()));
        line(out, "counters %s", text(found.counters()));
        line(out, "notices %s", text(found.notices()));
        line(
                out,
                "%d events in %.1f s: %.0f a second, %.1f times real time",
                found.eventsHandled(),
                found.wallSeconds(),
                found.eventsHandled() / Math.max(.1, found.wallSeconds()),
                found.virtualSeconds() / Math.max(.1, found.wallSeconds()));
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not among our libraries
    private static void line(PrintStream out, String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }

    private static String text(SwarmReport.Quantiles of) {
        return "%d/%d/%d/%d".formatted(of.p50(), of.p99(), of.p999(), of.max());
    }

    private static String text(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
