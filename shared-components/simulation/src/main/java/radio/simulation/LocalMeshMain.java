package radio.simulation;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import radio.axon.Clock;
import radio.overlay.OverlaySettings;
import radio.overlay.Resilience;
import radio.peer.Launcher;
import radio.peer.Quantities;
import radio.peer.Reports;
import radio.peer.StartException;

/// `scripts/local-mesh`: a source and listeners on loopback, some of them killed without warning at
/// half-time, and what the survivors heard. The source and the `--listeners` are processes; the
/// `--peers` are whole nodes in this JVM ([Swarm]).
@Command(
        name = "local-mesh",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a mesh of real nodes on this machine and reports what they heard:"
                    + " --listeners as processes, --peers all in one JVM.",
            "A peer is the node of client-node with real sockets, keys and signatures, but without"
                    + " files, console and sound device. Decoding hundreds of streams is too much"
                    + " for a small machine: --decode of them do, the others take each chunk when"
                    + " it is to be played and count what is not there by then."
        })
public final class LocalMeshMain implements Callable<Integer> {
    private static final int MAX_REPAIR_MILLIS = 3000;

    @Nullable
    @Option(
            names = "--listeners",
            paramLabel = "N",
            description = "processes, 0 to 100 (default: 12, with --peers 0)")
    Integer listeners;

    @Option(
            names = "--peers",
            paramLabel = "N",
            defaultValue = "0",
            description = "nodes in this JVM, up to 1000 (default: 0)")
    int peers;

    @Nullable
    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "of every node (default: 2, with --peers 4)")
    Integer slots;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "on air with everybody listening, 6 or more (default: 30)")
    int seconds;

    @Option(
            names = "--kill",
            paramLabel = "N|P%",
            defaultValue = "0",
            description =
                    "at half-time kill N listeners that serve others, or P%% of the peers, whoever"
                            + " they are (default: 0)")
    String kill = "";

    @Option(
            names = "--churn",
            paramLabel = "N/min",
            defaultValue = "0/min",
            description =
                    "so many peers leave a minute, every other one without a word, and as many join"
                            + " (default: 0/min)")
    String churn = "";

    @Option(
            names = "--leaf",
            paramLabel = "P%",
            defaultValue = "0%",
            description = "of the peers take no connections and serve nobody (default: 0%%)")
    String leaf = "";

    @Option(
            names = "--resilience",
            paramLabel = "single|dual",
            defaultValue = "single",
            description = "parents of each peer (default: single)")
    Resilience resilience = Resilience.SINGLE;

    @Option(
            names = "--upload",
            paramLabel = "RATE",
            defaultValue = "",
            description =
                    "of every peer, in bit/s; 70 %% of it limits the slots (default: no limit)")
    String upload = "";

    @Option(
            names = "--decode",
            paramLabel = "N",
            defaultValue = "8",
            description = "of the peers decode what they hear (default: ${DEFAULT-VALUE})")
    int decode;

    @Option(
            names = "--buffer",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "how long after capture peers play (default: ${DEFAULT-VALUE})")
    Duration buffer = Duration.ofSeconds(2);

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description =
                    "draws which peers are killed, and which come and go when (default:"
                            + " ${DEFAULT-VALUE})")
    long seed;

    @Nullable
    @Option(names = "--report", paramLabel = "FILE", description = "write a JSON report")
    Path report;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Clock clock = Clock.system();
    private final List<String> failures = new ArrayList<>();

    /// Exits with 0 if the survivors heard everything, 1 if not, 2 if it could not run.
    public static void main(String... args) {
        System.exit(Launcher.run(new LocalMeshMain(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        double churnPerMinute = churnPerMinute();
        Swarm.Settings settings =
                new Swarm.Settings(decode, share("--leaf", leaf), ofPeers(), buffer);
        Path place = Files.createTempDirectory("radio-mesh-");
        try (Mesh mesh = new Mesh(place, clock)) {
            String link = mesh.startSource(List.of("--input", "tone", "--slots", "" + slots()));
            out.println("on air: " + link);
            try (Swarm swarm = new Swarm(link, settings, new SplittableRandom(seed), clock)) {
                gather(mesh, swarm);
                Duration before = cpu(mesh);
                pass(mesh, swarm, churnPerMinute);
                killSome(mesh, swarm);
                pass(mesh, swarm, churnPerMinute);
                double cpuSeconds = cpu(mesh).minus(before).toMillis() / 1000.0;
                double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
                swarm.noteBeforeTheEnd();
                mesh.end();
                swarm.end();
                failures.addAll(swarm.failures());
                MeshReport found =
                        mesh.report(swarm.hearings(), cast(mesh, swarm), seed)
                                .withCost(cpuSeconds, Math.round(load * 100) / 100.0);
                return tell(found, place);
            }
        }
    }

    /// Starts them and waits until everybody listens.
    private void gather(Mesh mesh, Swarm swarm) throws IOException, InterruptedException {
        // One after the other: a dozen JVMs that start at once would starve each other.
        for (int i = 0; i < listeners(); i++) {
            NodeProcess listener =
                    mesh.startListener(List.of("--slots", "" + slots(), "--output", "none"));
            if (!mesh.awaitSound(listener)) {
                throw new IOException(listener.name() + " heard nothing: " + listener.lastWords());
            }
        }
        swarm.start(peers);
        if (!mesh.awaitSound(swarm)) {
            failures.add("not every peer heard something");
        }
        out.println(listeners() + peers + " listeners hear it");
    }

    /// Half of the time on air.
    private void pass(Mesh mesh, Swarm swarm, double churnPerMinute)
            throws IOException, InterruptedException {
        mesh.waitFor(
                () -> {
                    swarm.churn(churnPerMinute);
                    return !mesh.source().alive();
                },
                Duration.ofMillis(500L * seconds));
    }

    private void killSome(Mesh mesh, Swarm swarm) throws IOException {
        if (kill.endsWith("%")) {
            out.println("killed " + swarm.kill(share("--kill", kill)) + " peers");
            return;
        }
        int wanted = Integer.parseInt(kill);
        int killed = mesh.killInner(wanted);
        if (killed > 0) {
            out.println("killed " + killed + " inner listeners");
        }
        if (killed < wanted) {
            failures.add("only " + killed + " listeners served others and could be killed");
        }
    }

    private static MeshReport.Cast cast(Mesh mesh, Swarm swarm) {
        return new MeshReport.Cast(
                mesh.count(),
                swarm.started() - swarm.joinedLater(),
                mesh.killedCount() + swarm.killed(),
                swarm.joinedLater(),
                swarm.leftEarly());
    }

    private int tell(MeshReport sum, Path place) throws IOException {
        failures.addAll(faults(sum));
        MeshReport found = sum.with(failures);
        out.println(Reports.line(found));
        if (report != null) {
            Reports.write(report, found);
        }
        out.printf(
                "processor time %.1f s in %d s, load of the machine %.2f%s%n",
                found.cpuSeconds(),
                seconds,
                found.load(),
                peers == 0 ? "" : ", %d of %d peers decoded".formatted(decode, peers));
        found.failures().forEach(line -> System.err.println("local-mesh: " + line));
        out.println(found.failures().isEmpty() ? "good" : "NOT good; logs: " + place);
        return found.failures().isEmpty() ? 0 : 1;
    }

    private List<String> faults(MeshReport found) {
        List<String> faults = new ArrayList<>();
        if (found.delivered() < 1 || found.missed() > 0) {
            faults.add("survivors missed " + found.missed() + ", delivered " + found.delivered());
        }
        if (peers > 0 && found.late() > 0) {
            faults.add(found.late() + " chunks came after their playout time");
        }
        if (found.outOfOrder() > 0) {
            faults.add(found.outOfOrder() + " items out of order, or twice");
        }
        // One that was asked to move is served for two more seconds, beside who got its place.
        if (found.sourceChildrenPeak() > slots() + 1) {
            faults.add("the source had " + found.sourceChildrenPeak() + " children");
        }
        if (found.repairMillis().max() > MAX_REPAIR_MILLIS) {
            faults.add("an orphan heard nothing for " + found.repairMillis().max() + " ms");
        }
        return faults;
    }

    /// Of everything that runs here: this JVM, the source and the listeners.
    private static Duration cpu(Mesh mesh) {
        return mesh.cpu()
                .plus(ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
    }

    private void check() {
        if (listeners() < 0 || listeners() > 100 || peers < 0 || peers > 1000) {
            throw new StartException("it takes 0 to 100 --listeners and 0 to 1000 --peers");
        }
        if (listeners() + peers < 1 || slots() < 1 || seconds < 6 || decode < 0) {
            throw new StartException(
                    "it takes 1 or more listeners or peers, 1 or more --slots, 6 or more"
                            + " --seconds");
        }
        if (!kill.endsWith("%") && !kill.matches("\\d{1,3}")) {
            throw new StartException("--kill " + kill + ": write 3 (processes) or 30% (of peers)");
        }
        if (buffer.compareTo(Duration.ofMillis(200)) < 0
                || buffer.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new StartException("--buffer: it must be 200ms to 10s");
        }
        share("--kill", kill.endsWith("%") ? kill : "0%");
    }

    private int listeners() {
        return listeners != null ? listeners : peers > 0 ? 0 : 12;
    }

    private int slots() {
        return slots != null ? slots : peers > 0 ? 4 : 2;
    }

    private OverlaySettings ofPeers() {
        long uploadBitsPerSecond = 0;
        try {
            uploadBitsPerSecond =
                    upload.isEmpty() ? 0 : Math.max(1, Quantities.bitsPerSecond(upload));
        } catch (IllegalArgumentException e) {
            throw new StartException("--upload: " + e.getMessage(), e);
        }
        return OverlaySettings.defaults()
                .withSlots(slots())
                .withResilience(resilience)
                .withUploadBitsPerSecond(uploadBitsPerSecond);
    }

    private double churnPerMinute() {
        if (!churn.matches("\\d{1,4}/min")) {
            throw new StartException("--churn " + churn + ": write 20/min");
        }
        return Double.parseDouble(churn.substring(0, churn.indexOf('/')));
    }

    /// Reads `30%` as .3.
    private static double share(String option, String text) {
        if (!text.matches("\\d{1,3}%") || Integer.parseInt(text.replace("%", "")) > 100) {
            throw new StartException(option + " " + text + ": write 0% to 100%");
        }
        return Integer.parseInt(text.replace("%", "")) / 100.0;
    }
}
