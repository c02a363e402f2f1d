package radio.simulation;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import radio.audio.device.AudioDevices;
import radio.axon.Clock;
import radio.client.ClientReport;
import radio.peer.Launcher;
import radio.peer.NodeStatus;
import radio.peer.Termination;
import radio.source.SourceReport;

/// `scripts/try`: a source with the demo programme and three listeners, every node with one slot,
/// so that the third hears only through the first and the second.
@Command(
        name = "try",
        mixinStandardHelpOptions = true,
        description = "Puts a demo station on air, with a chain of three listeners behind it.")
public final class TryMain implements Callable<Integer> {
    private static final int LISTENERS = 3;

    @Nullable
    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "end after so many seconds (default: on Ctrl-C)")
    Integer seconds;

    @Option(
            names = "--demo",
            paramLabel = "DIR",
            required = true,
            hidden = true,
            description = "the demo programme")
    Path demo = Path.of("config", "demo");

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "keep keys, logs and reports here (default: a temporary folder)")
    @Nullable Path folder;

    private volatile boolean stopped;

    /// Exits with 0 if every listener had every chunk, in order and exactly once; 1 if not; 2 if it
    /// could not run.
    public static void main(String... args) {
        System.exit(Launcher.run(new TryMain(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Path place = folder != null ? folder : Files.createTempDirectory("radio-try-");
        Clock clock = Clock.system();
        try (Mesh mesh = new Mesh(place, clock);
                Termination termination = new Termination(() -> stopped = true)) {
            String link =
                    mesh.startSource(
                            List.of(
                                    "--input",
                                    "playlist:" + demo.resolve("programme.m3u"),
                                    "--name",
                                    "Demo radio",
                                    "--slots",
                                    "1"));
            out.println("on air: " + link);
            out.println(startListeners(mesh));
            int code = 1;
            if (watch(mesh, clock, out)) {
                out.println("ending: the listeners play what they have ...");
                mesh.end();
                // Ctrl-C reaches every process at once: who heard the end is then a matter of
                // chance.
                code = stopped ? 0 : summary(mesh, out);
            }
            out.println("logs and reports: " + place);
            return termination.ended(code);
        }
    }

    /// The chain: each new listener finds the ones before it full and ends up behind the last.
    private String startListeners(Mesh mesh) throws IOException, InterruptedException {
        AudioDevices.Listing speakers = AudioDevices.outputs();
        boolean aloud = !speakers.names().isEmpty();
        for (int i = 1; i <= LISTENERS && !stopped; i++) {
            String output = aloud && i == LISTENERS ? "speaker" : "none";
            NodeProcess listener = mesh.startListener(List.of("--slots", "1", "--output", output));
            if (!mesh.awaitSound(listener)) {
                throw new IOException(listener.name() + " heard nothing: " + listener.lastWords());
            }
        }
        return aloud
                ? "you should hear the last listener of the chain"
                : "no sound device (" + speakers.none() + "), so it plays in silence";
    }

    /// Shows the table until the time is up; false if a node has ended by itself.
    private boolean watch(Mesh mesh, Clock clock, PrintStream out)
            throws IOException, InterruptedException {
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        long endNanos =
                seconds == null
                        ? Long.MAX_VALUE
                        : clock.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        int shown = 0;
        for (long round = 0; !stopped && clock.nanoTime() < endNanos; round++) {
            if (terminal || round % 5 == 0) {
                List<String> table = table(mesh);
                if (terminal && shown > 0) {
                    out.print("\033[" + shown + "A\033[J");
                }
                table.forEach(out::println);
                shown = table.size();
            }
            if (mesh.waitFor(() -> stopped || !allAlive(mesh), Duration.ofSeconds(1)) && !stopped) {
                for (NodeProcess node : nodes(mesh)) {
                    if (!node.alive()) {
                        out.println(node.name() + " has ended: " + node.lastWords());
                    }
                }
                return false;
            }
        }
        return true;
    }

    private static List<NodeProcess> nodes(Mesh mesh) {
        List<NodeProcess> all = new ArrayList<>(List.of(mesh.source()));
        all.addAll(mesh.listeners());
        return all;
    }

    private static boolean allAlive(Mesh mesh) {
        return nodes(mesh).stream().allMatch(NodeProcess::alive);
    }

    private static List<String> table(Mesh mesh) throws IOException {
        List<String> lines = new ArrayList<>();
        String row = "%-11s %-9s %-9s %3s %9s %7s %5s %9s %9s %9s %9s";
        lines.add(
                row.formatted(
                        "node",
                        "peer",
                        "parent",
                        "hop",
                        "received",
                        "missed",
                        "late",
                        "delay ms",
                        "buffer ms",
                        "kB down",
                        "kB up"));
        for (NodeProcess node : nodes(mesh)) {
            Optional<NodeStatus> status = node.status();
            if (status.isEmpty()) {
                lines.add(node.name() + "  ...");
                continue;
            }
            NodeStatus now = status.get();
            lines.add(
                    row.formatted(
                            node.name(),
                            now.peer(),
                            now.parent().isEmpty() ? "-" : now.parent(),
                            now.hop() < 0 ? "-" : now.hop(),
                            now.received(),
                            now.missed(),
                            now.late(),
                            now.delayMillis(),
                            now.bufferMillis(),
                            now.bytesDown() / 1000,
                            now.bytesUp() / 1000));
        }
        nodes(mesh)
                .getLast()
                .status()
                .map(NodeStatus::title)
                .filter(title -> !title.isEmpty())
                .ifPresent(title -> lines.add("playing: " + title));
        return lines;
    }

    private int summary(Mesh mesh, PrintStream out) throws IOException {
        SourceReport source =
                mesh.source()
                        .report(SourceReport.class)
                        .orElseThrow(() -> new IOException("the source wrote no report"));
        out.printf(
                "source: %d chunks published, %d bytes up, at most %d child%n",
                source.chunksPublished(), source.bytesUp(), source.childrenPeak());
        int faults = source.childrenPeak() > 1 ? 1 : 0;
        int hop = 0;
        for (NodeProcess listener : mesh.listeners()) {
            hop++;
            Optional<ClientReport> found = listener.report(ClientReport.class);
            if (found.isEmpty()) {
                out.println(listener.name() + ": wrote no report");
                faults++;
                continue;
            }
            ClientReport report = found.get();
            boolean whole =
                    report.failures().isEmpty()
                            && report.firstSequence() >= 0
                            && report.lastSequence() == source.chunksPublished() - 1
                            && report.chunksDuplicate() == 0
                            && report.hop() == hop;
            out.printf(
                    "%s: hop %d, chunks %d to %d, %d missed, %d duplicate, %d out of order, %d late,"
                            + " delay %d ms: %s%n",
                    listener.name(),
                    report.hop(),
                    report.firstSequence(),
                    report.lastSequence(),
                    report.chunksMissed(),
                    report.chunksDuplicate(),
                    report.outOfOrderToPlayer(),
                    report.chunksLate(),
                    report.delayMillis().p50(),
                    whole ? "every chunk, in order, once" : "NOT whole");
            faults += whole ? 0 : 1;
        }
        out.println(faults == 0 ? "good: everybody heard everything" : "NOT good");
        return faults == 0 ? 0 : 1;
    }
}
