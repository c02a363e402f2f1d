package radio.simulation;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.peer.NodeStatus;
import radio.peer.Reports;
import radio.peer.StartException;
import radio.simulation.BenchMain.Result;
import radio.source.SourceMain;

/// `scripts/bench fanout`: what it costs to serve thousands of players, beside Icecast with the
/// same bytes in the same run.
///
/// A source is on air, and Icecast, if it is installed, is fed with what the source serves. For
/// each number of listeners they are asked in turn, pair by pair, by a load of a process of its
/// own.
final class FanoutBench {
    private static final String OURS = "/listen.opus";

    /// A pair in which less was delivered says nothing of the cost.
    private static final double DELIVERY = 0.995;

    private static final long MIB = 1024 * 1024;

    /// What listeners may cost: so much, and so much each.
    private static final long BASE_BYTES = 100 * MIB;

    private static final long EACH_BYTES = 8 * 1024;

    /// @param listeners numbers that are measured one after the other
    /// @param pairs of runs for each
    /// @param survivors how many are only to stay; 0: that is not tried
    /// @param compare whether Icecast is measured, too, if it is installed
    record Settings(
            List<Integer> listeners,
            int pairs,
            Duration warmUp,
            Duration measure,
            int survivors,
            boolean compare) {}

    /// @param cpuSeconds of the server while it was measured
    record Side(LoadReport load, double cpuSeconds, long residentBytes) {
        double nanosPerByte() {
            return load.bytes() == 0 ? 0 : cpuSeconds * 1e9 / load.bytes();
        }

        boolean isVoid() {
            return load.delivery() < DELIVERY;
        }
    }

    private record Pair(Side ours, Optional<Side> peer) {
        boolean isVoid() {
            return ours.isVoid() || peer.filter(Side::isVoid).isPresent();
        }
    }

    private final Settings settings;
    private final PrintStream out;
    private final Path folder;
    private final Patience patience = new Patience(Clock.system());
    private int runs;

    private FanoutBench(Settings settings, PrintStream out, Path folder) {
        this.settings = settings;
        this.out = out;
        this.folder = folder;
    }

    /// Measures.
    static List<Result> run(Settings settings, PrintStream out)
            throws IOException, InterruptedException {
        if (!ProcessFigures.known()) {
            throw new StartException("fanout: it needs /proc, which only Linux has");
        }
        Path folder = Files.createTempDirectory("radio-bench-");
        try {
            return new FanoutBench(settings, out, folder).measure();
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            }
        }
    }

    private List<Result> measure() throws IOException, InterruptedException {
        int most = settings.listeners().stream().mapToInt(Integer::intValue).max().orElse(0);
        List<Result> results = new ArrayList<>();
        Path sound = Files.createDirectory(folder.resolve("sound"));
        SteadySound.write(sound.resolve("sound.wav"));
        try (NodeProcess source = source(sound, Math.max(most, settings.survivors()));
                AxonSystem system = new AxonSystem("bench", Clock.system())) {
            int port = port(source);
            Optional<Path> program = settings.compare() ? Icecast.program() : Optional.empty();
            if (program.isEmpty()) {
                out.println("icecast2 is not installed, or not wanted: nothing to compare with");
            }
            try (Peer peer = peer(program, most, port, system)) {
                for (int listeners : settings.listeners()) {
                    results.addAll(compare(listeners, source, port, peer));
                }
            }
            if (settings.survivors() > 0) {
                results.add(survive(source, port));
            }
            source.terminate();
            source.awaitEnd(Duration.ofSeconds(10));
        }
        return results;
    }

    /// Icecast, or nothing.
    private record Peer(Optional<Icecast> icecast) implements AutoCloseable {
        @Override
        public void close() {
            icecast.ifPresent(Icecast::close);
        }
    }

    private Peer peer(Optional<Path> program, int listeners, int port, AxonSystem system)
            throws IOException, InterruptedException {
        if (program.isEmpty()) {
            return new Peer(Optional.empty());
        }
        Icecast icecast = Icecast.start(program.get(), folder, listeners, patience);
        system.activate(new Icecast.Feed(port, OURS, "application/ogg", icecast.port()));
        return new Peer(Optional.of(icecast));
    }

    private NodeProcess source(Path sound, int listeners) throws IOException {
        return NodeProcess.start(
                "source",
                SourceMain.class,
                folder,
                List.of(
                        "--input",
                        "playlist:" + sound,
                        "--no-levelling",
                        "--bitrate",
                        "128k",
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--state",
                        folder.resolve("source").toString(),
                        "--http-port",
                        "0",
                        "--http-listeners",
                        Integer.toString(listeners + 100)));
    }

    private int port(NodeProcess source) throws IOException, InterruptedException {
        boolean serves =
                patience.waitFor(
                        () ->
                                !source.alive()
                                        || source.status()
                                                .filter(status -> status.http() > 0)
                                                .isPresent(),
                        Duration.ofSeconds(60));
        if (!serves || !source.alive()) {
            throw new StartException("fanout: the source does not start: " + source.lastWords());
        }
        return source.status().map(NodeStatus::http).orElse(0);
    }

    private List<Result> compare(int listeners, NodeProcess source, int port, Peer peer)
            throws IOException, InterruptedException {
        List<Pair> good = new ArrayList<>();
        int voided = 0;
        for (int i = 0; i < settings.pairs(); i++) {
            Side ours = side("ours", listeners, port, OURS, source.process().pid());
            Optional<Side> theirs = Optional.empty();
            if (peer.icecast().isPresent()) {
                Icecast icecast = peer.icecast().get();
                theirs =
                        Optional.of(
                                side(
                                        "icecast",
                                        listeners,
                                        icecast.port(),
                                        Icecast.MOUNT,
                                        icecast.pid()));
            }
            Pair pair = new Pair(ours, theirs);
            if (pair.isVoid()) {
                voided++;
            } else {
                good.add(pair);
            }
        }
        List<Result> results = new ArrayList<>();
        String of = " of " + listeners + " listeners";
        results.add(result("void pairs" + of, voided, 0, "", "pairs"));
        if (good.isEmpty()) {
            return results;
        }
        String name = peer.icecast().isPresent() ? "icecast2" : "";
        results.add(
                result(
                        "processor time" + of,
                        mean(good, Side::nanosPerByte),
                        meanOfPeer(good, Side::nanosPerByte),
                        name,
                        "ns/byte"));
        results.add(
                result(
                        "gaps over 1 s" + of,
                        mean(good, side -> side.load().gaps()),
                        meanOfPeer(good, side -> side.load().gaps()),
                        name,
                        "gaps"));
        results.add(
                result(
                        "longest pause" + of,
                        mean(good, side -> side.load().longestMillis()),
                        meanOfPeer(good, side -> side.load().longestMillis()),
                        name,
                        "ms"));
        results.add(
                result(
                        "silent" + of,
                        mean(good, side -> side.load().silent() + side.load().lost()),
                        meanOfPeer(good, side -> side.load().silent() + side.load().lost()),
                        name,
                        "listeners"));
        results.add(
                result(
                        "memory" + of,
                        mean(good, side -> side.residentBytes() / (double) MIB),
                        meanOfPeer(good, side -> side.residentBytes() / (double) MIB),
                        name,
                        "MiB"));
        results.add(
                result(
                        "memory against its limit" + of,
                        mean(good, side -> side.residentBytes() / (double) MIB),
                        (BASE_BYTES + listeners * EACH_BYTES) / (double) MIB,
                        "100 MiB and 8 KiB a listener",
                        "MiB"));
        return results;
    }

    private interface Figure {
        double of(Side side);
    }

    private static double mean(List<Pair> pairs, Figure figure) {
        return pairs.stream().mapToDouble(pair -> figure.of(pair.ours())).average().orElse(0);
    }

    private static double meanOfPeer(List<Pair> pairs, Figure figure) {
        return pairs.stream()
                .flatMap(pair -> pair.peer().stream())
                .mapToDouble(figure::of)
                .average()
                .orElse(0);
    }

    private static Result result(String what, double ours, double peer, String name, String unit) {
        return new Result(what, ours, peer, name, peer > 0 ? ours / peer : 0, unit);
    }

    private Result survive(NodeProcess source, int port) throws IOException, InterruptedException {
        Side side = side("ours, to stay", settings.survivors(), port, OURS, source.process().pid());
        int served = side.load().streaming() - side.load().silent();
        return result(
                "still served of " + settings.survivors() + " listeners",
                served,
                0,
                "",
                "listeners");
    }

    private Side side(String name, int listeners, int port, String path, long pid)
            throws IOException, InterruptedException {
        String run = "load" + runs++;
        Path report = folder.resolve(run + ".json");
        List<String> options =
                List.of(
                        "--port",
                        Integer.toString(port),
                        "--path",
                        path,
                        "--listeners",
                        Integer.toString(listeners),
                        "--warm-up",
                        settings.warmUp().toMillis() + "ms",
                        "--measure",
                        settings.measure().toMillis() + "ms",
                        "--report",
                        report.toString());
        try (NodeProcess load = NodeProcess.start(run, LoadMain.class, folder, options, _ -> {})) {
            Duration atMost =
                    LoadMain.TO_CONNECT
                            .plus(settings.warmUp())
                            .plus(settings.measure())
                            .plusSeconds(30);
            until(load, "measuring", atMost);
            ProcessFigures before = ProcessFigures.of(pid);
            until(load, "measured", atMost);
            ProcessFigures after = ProcessFigures.of(pid);
            load.awaitEnd(Duration.ofSeconds(30));
            Side side =
                    new Side(
                            Reports.read(report, LoadReport.class),
                            after.cpuSeconds() - before.cpuSeconds(),
                            after.residentBytes());
            out.printf(
                    "%-8s %5d listeners: %6.2f ns/byte, %5.1f kbit/s each, delivery %.4f,"
                            + " longest pause %d ms, gaps %d, silent %d, lost %d, memory %d MiB%s%n",
                    name,
                    listeners,
                    side.nanosPerByte(),
                    side.load().bytes() * 8e6 / side.load().nanos() / listeners,
                    side.load().delivery(),
                    side.load().longestMillis(),
                    side.load().gaps(),
                    side.load().silent(),
                    side.load().lost(),
                    side.residentBytes() / MIB,
                    side.isVoid() ? "; void" : "");
            return side;
        }
    }

    private void until(NodeProcess load, String word, Duration atMost)
            throws IOException, InterruptedException {
        boolean said =
                patience.waitFor(
                        () -> !load.alive() || load.said().lines().anyMatch(word::equals), atMost);
        if (!said || load.said().lines().noneMatch(word::equals)) {
            throw new StartException("fanout: the load failed: " + load.lastWords());
        }
    }
}
