package radio.simulation;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import radio.axon.Clock;
import radio.peer.Launcher;
import radio.peer.Reports;
import radio.peer.StartException;

/// `scripts/local-mesh`: a source and listeners as real processes on loopback, some inner listeners
/// killed without warning at half-time, and what the survivors heard.
@Command(
        name = "local-mesh",
        mixinStandardHelpOptions = true,
        description = "Runs a mesh of real nodes on this machine and reports what they heard.")
public final class LocalMeshMain implements Callable<Integer> {
    private static final int MAX_REPAIR_MILLIS = 3000;

    @Option(names = "--listeners", defaultValue = "12", description = "1 to 100 (default: 12)")
    int listeners;

    @Option(names = "--slots", defaultValue = "2", description = "of every node (default: 2)")
    int slots;

    @Option(
            names = "--seconds",
            defaultValue = "30",
            description = "on air with everybody listening, 6 or more (default: 30)")
    int seconds;

    @Option(
            names = "--kill",
            defaultValue = "0",
            description = "inner listeners to kill at half-time (default: 0)")
    int kill;

    @Nullable
    @Option(names = "--report", paramLabel = "FILE", description = "write a JSON report")
    Path report;

    /// Exits with 0 if the survivors heard everything, 1 if not, 2 if it could not run.
    public static void main(String... args) {
        System.exit(Launcher.run(new LocalMeshMain(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (listeners < 1 || listeners > 100 || slots < 1 || seconds < 6 || kill < 0) {
            throw new StartException(
                    "it takes 1 to 100 --listeners, 1 or more --slots, 6 or more --seconds");
        }
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path place = Files.createTempDirectory("radio-mesh-");
        Clock clock = Clock.system();
        try (Mesh mesh = new Mesh(place, clock)) {
            String ofSlots = Integer.toString(slots);
            out.println(
                    "on air: " + mesh.startSource(List.of("--input", "tone", "--slots", ofSlots)));
            // One after the other: a dozen JVMs that start at once would starve each other.
            for (int i = 0; i < listeners; i++) {
                NodeProcess listener =
                        mesh.startListener(List.of("--slots", ofSlots, "--output", "none"));
                if (!mesh.awaitSound(listener)) {
                    throw new IOException(
                            listener.name() + " heard nothing: " + listener.lastWords());
                }
            }
            out.println(listeners + " listeners hear it");
            List<String> failures = new ArrayList<>();
            mesh.waitFor(() -> !mesh.source().alive(), Duration.ofMillis(500L * seconds));
            int killed = mesh.killInner(kill);
            if (killed > 0) {
                out.println("killed " + killed + " inner listeners");
            }
            if (killed < kill) {
                failures.add("only " + killed + " listeners served others and could be killed");
            }
            mesh.waitFor(() -> !mesh.source().alive(), Duration.ofMillis(500L * seconds));
            mesh.end();

            MeshReport found = mesh.report(0);
            failures.addAll(faults(found));
            found = found.with(failures);
            out.println(Reports.line(found));
            if (report != null) {
                Reports.write(report, found);
            }
            found.failures().forEach(line -> System.err.println("local-mesh: " + line));
            out.println(found.failures().isEmpty() ? "good" : "NOT good; logs: " + place);
            return found.failures().isEmpty() ? 0 : 1;
        }
    }

    private List<String> faults(MeshReport found) {
        List<String> faults = new ArrayList<>();
        if (found.delivered() < 1 || found.missed() > 0) {
            faults.add("survivors missed " + found.missed() + ", delivered " + found.delivered());
        }
        if (found.duplicates() > 0 || found.outOfOrder() > 0) {
            faults.add(found.duplicates() + " duplicates, " + found.outOfOrder() + " out of order");
        }
        if (found.sourceChildrenPeak() > slots) {
            faults.add("the source had " + found.sourceChildrenPeak() + " children");
        }
        if (found.repairMillis().max() > MAX_REPAIR_MILLIS) {
            faults.add("an orphan heard nothing for " + found.repairMillis().max() + " ms");
        }
        return faults;
    }
}
