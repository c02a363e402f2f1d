package radio.simulation;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.peer.NodeStatus;
import radio.peer.Reports;
import radio.peer.StartException;
import radio.simulation.BenchMain.Result;
import radio.source.SourceMain;

/// `scripts/bench fanout`: what it costs to serve thousands of players, beside Icecast with the
/// same bytes in the same run. A source is on air, and Icecast, if it is installed, is fed with
/// what the source serves; and on another mount, if there is ffmpeg, with MP3 at the same rate,
/// which it sends in its usual blocks of 1,400 bytes. For each number of listeners they are asked
/// in turn, pair by pair, by a load in a process of its own.
///
/// A source also encodes, which for Icecast somebody else does: so what it uses while nobody
/// listens is measured just before each of its runs, and subtracted.
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
    /// @param idle share of a processor that it uses without listeners
    record Side(LoadReport load, double cpuSeconds, double idle, long residentBytes) {
        double nanosPerByte() {
            return load.bytes() == 0 ? 0 : cpuSeconds * 1e9 / load.bytes();
        }

        double servingNanosPerByte() {
            double serving = Math.max(0, cpuSeconds - idle * load.nanos() / 1e9);
            return load.bytes() == 0 ? 0 : serving * 1e9 / load.bytes();
        }

        boolean isVoid() {
            return load.delivery() < DELIVERY;
        }
    }

    /// A server that is asked.
    ///
    /// @param encodes whether it has work without listeners, too
    private record Server(String name, int port, String path, long pid, boolean encodes) {}

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
        try (ScratchFolder folder = BenchMain.scratch("fanout")) {
            return new FanoutBench(settings, out, folder.path()).measure();
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
            Server ours = new Server("ours", port, OURS, source.process().pid(), true);
            if (program.isPresent()) {
                try (Icecast icecast = Icecast.start(program.get(), folder, most, patience)) {
                    results.addAll(compareAll(ours, feed(icecast, port, sound, system)));
                }
            } else {
                results.addAll(compareAll(ours, List.of()));
            }
            if (settings.survivors() > 0) {
                results.add(survive(ours));
            }
            source.terminate();
            source.awaitEnd(Duration.ofSeconds(10));
        }
        return results;
    }

    private List<Result> compareAll(Server ours, List<Server> peers)
            throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        for (int listeners : settings.listeners()) {
            results.addAll(compare(listeners, ours, peers));
        }
        return results;
    }

    /// Puts sound on Icecast, and waits until it has come.
    private List<Server> feed(Icecast icecast, int port, Path sound, AxonSystem system)
            throws IOException, InterruptedException {
        List<Server> servers = new ArrayList<>();
        system.activate(new Icecast.Feed(port, OURS, "application/ogg", icecast.port()));
        servers.add(
                new Server(
                        "icecast2, the same pages",
                        icecast.port(),
                        Icecast.MOUNT,
                        icecast.pid(),
                        false));
        if (icecast.feedMp3(sound.resolve("sound.wav"), folder)) {
            servers.add(
                    new Server(
                            "icecast2, MP3 at 128 kbit/s",
                            icecast.port(),
                            Icecast.MP3_MOUNT,
                            icecast.pid(),
                            false));
        } else {
            out.println("ffmpeg is not installed: not compared with MP3");
        }
        for (Server server : servers) {
            boolean there =
                    patience.waitFor(() -> icecast.has(server.path()), Duration.ofSeconds(20));
            if (!there) {
                throw new StartException("fanout: " + server.name() + " has nothing on air");
            }
        }
        return servers;
    }

    /// What a process uses while nobody listens.
    private double idle(long pid) throws IOException, InterruptedException {
        patience.waitFor(() -> false, settings.warmUp());
        double before = ProcessFigures.of(pid).cpuSeconds();
        patience.waitFor(() -> false, settings.measure());
        return (ProcessFigures.of(pid).cpuSeconds() - before)
                / (settings.measure().toMillis() / 1e3);
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

    private List<Result> compare(int listeners, Server ours, List<Server> peers)
            throws IOException, InterruptedException {
        List<Side> own = new ArrayList<>();
        List<List<Side>> others = new ArrayList<>();
        int voided = 0;
        for (int i = 0; i < settings.pairs(); i++) {
            List<Side> round = new ArrayList<>();
            round.add(side(listeners, ours));
            for (Server peer : peers) {
                round.add(side(listeners, peer));
            }
            if (round.stream().anyMatch(Side::isVoid)) {
                voided++;
            } else {
                own.add(round.getFirst());
                others.add(round.subList(1, round.size()));
            }
        }
        List<Result> results = new ArrayList<>();
        String of = " of " + listeners + " listeners";
        results.add(result("void pairs" + of, voided, 0, "", "pairs"));
        if (own.isEmpty()) {
            return results;
        }
        Map<String, List<Side>> named = new LinkedHashMap<>();
        for (int i = 0; i < peers.size(); i++) {
            int at = i;
            named.put(peers.get(i).name(), others.stream().map(round -> round.get(at)).toList());
        }
        if (named.isEmpty()) {
            named.put("", List.of());
        }
        named.forEach((name, theirs) -> {
            for (Figure figure : FIGURES) {
                double us = mean(own, figure);
                results.add(
                        result(figure.what() + of, us, mean(theirs, figure), name, figure.unit()));
            }
        });
        results.add(
                result(
                        "memory against its limit" + of,
                        mean(own, MEMORY),
                        (BASE_BYTES + listeners * EACH_BYTES) / (double) MIB,
                        "100 MiB and 8 KiB a listener",
                        "MiB"));
        return results;
    }

    private record Figure(String what, ToDoubleFunction<Side> of, String unit) {}

    private static final Figure MEMORY =
            new Figure("memory", side -> side.residentBytes() / (double) MIB, "MiB");

    private static final List<Figure> FIGURES =
            List.of(
                    new Figure("serving", Side::servingNanosPerByte, "ns/byte"),
                    new Figure("all it does", Side::nanosPerByte, "ns/byte"),
                    new Figure("without listeners", side -> side.idle() * 1000, "ms/s"),
                    new Figure("gaps over 1 s", side -> side.load().gaps(), "gaps"),
                    new Figure("longest pause", side -> side.load().longestMillis(), "ms"),
                    new Figure(
                            "silent",
                            side -> side.load().silent() + side.load().lost(),
                            "listeners"),
                    MEMORY);

    private static double mean(List<Side> sides, Figure figure) {
        return sides.stream().mapToDouble(figure.of()).average().orElse(0);
    }

    private static Result result(String what, double ours, double peer, String name, String unit) {
        return new Result(what, ours, peer, name, peer > 0 ? ours / peer : 0, unit);
    }

    private Result survive(Server ours) throws IOException, InterruptedException {
        Side side = side(settings.survivors(), ours);
        int served = side.load().streaming() - side.load().silent();
        return result(
                "still served of " + settings.survivors() + " listeners",
                served,
                0,
                "",
                "listeners");
    }

    private Side side(int listeners, Server server) throws IOException, InterruptedException {
        double idle = server.encodes() ? idle(server.pid()) : 0;
        String run = "load" + runs++;
        Path report = folder.resolve(run + ".json");
        List<String> options =
                List.of(
                        "--port",
                        Integer.toString(server.port()),
                        "--path",
                        server.path(),
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
            ProcessFigures before = ProcessFigures.of(server.pid());
            until(load, "measured", atMost);
            ProcessFigures after = ProcessFigures.of(server.pid());
            load.awaitEnd(Duration.ofSeconds(30));
            Side side =
                    new Side(
                            Reports.read(report, LoadReport.class),
                            after.cpuSeconds() - before.cpuSeconds(),
                            idle,
                            after.residentBytes());
            out.printf(
                    "%s, %d listeners: %.2f ns/byte (serving %.2f), %.1f kbit/s each, delivery %.4f,"
                            + " longest pause %d ms, gaps %d, silent %d, lost %d, memory %d MiB%s%n",
                    server.name(),
                    listeners,
                    side.nanosPerByte(),
                    side.servingNanosPerByte(),
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
