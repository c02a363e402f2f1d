package radio.simulation;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import radio.axon.Clock;
import radio.client.ClientMain;
import radio.peer.NodeStatus;
import radio.peer.StartException;
import radio.simulation.BenchMain.Result;
import radio.source.SourceMain;

/// `scripts/bench player`: a client node beside ffmpeg and mpv, on the same stream. They play at
/// the same time and for as long, from their start; the first sound is timed in runs of its own, by
/// the first byte that comes out.
final class PlayerBench {
    /// @param rounds of everything
    /// @param playing how long they play
    record Settings(int rounds, Duration playing) {}

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final double MIB = 1024 * 1024;

    /// A player: how it is started to play for nobody, and how to bring its sound to standard
    /// output.
    private record Player(String name, List<String> playing, List<String> sounding) {}

    private final Settings settings;
    private final PrintStream out;
    private final Path folder;
    private final Clock clock = Clock.system();
    private final Patience patience = new Patience(clock);

    private PlayerBench(Settings settings, PrintStream out, Path folder) {
        this.settings = settings;
        this.out = out;
        this.folder = folder;
    }

    /// Measures.
    static List<Result> run(Settings settings, PrintStream out)
            throws IOException, InterruptedException {
        try (ScratchFolder folder = BenchMain.scratch("player")) {
            return new PlayerBench(settings, out, folder.path()).measure();
        }
    }

    private List<Result> measure() throws IOException, InterruptedException {
        Path sound = Files.createDirectory(folder.resolve("sound"));
        SteadySound.write(sound.resolve("sound.wav"));
        List<String> options = new ArrayList<>(List.of("--input", "playlist:" + sound));
        options.addAll(List.of("--no-levelling", "--bind", "127.0.0.1", "--port", "0"));
        options.addAll(List.of("--http-port", "0", "--slots", "16"));
        options.addAll(List.of("--state", folder.resolve("source").toString()));
        options.addAll(List.of("--link-file", folder.resolve("link").toString()));
        try (NodeProcess source = NodeProcess.start("source", SourceMain.class, folder, options)) {
            boolean serves =
                    patience.waitFor(
                            () ->
                                    !source.alive()
                                            || source.status()
                                                    .filter(PlayerBench::hasBegun)
                                                    .isPresent(),
                            LONG);
            if (!serves || !source.alive()) {
                throw new StartException("player: no source: " + source.lastWords());
            }
            String link = Files.readString(folder.resolve("link")).strip();
            int port = source.status().map(NodeStatus::http).orElse(0);
            List<Player> players = players(link, "http://127.0.0.1:" + port + "/listen.opus");
            // The buffers of the source are to be full, and its code compiled.
            patience.waitFor(() -> false, Duration.ofSeconds(5));
            return compare(players);
        }
    }

    private static boolean hasBegun(NodeStatus status) {
        return status.http() > 0;
    }

    private List<Player> players(String link, String url) {
        List<Player> players = new ArrayList<>();
        List<String> client = new ArrayList<>(NodeProcess.command(ClientMain.class));
        client.add(link);
        client.addAll(List.of("--bind", "127.0.0.1", "--port", "0", "--no-http"));
        client.addAll(List.of("--state", folder.resolve("client").toString(), "--output"));
        players.add(new Player("client-node", with(client, "none"), with(client, "stdout")));
        if (Icecast.installed("ffmpeg").isPresent()) {
            List<String> ffmpeg = List.of("ffmpeg", "-v", "error", "-nostdin", "-i", url, "-f");
            players.add(
                    new Player("ffmpeg", with(ffmpeg, "null", "-"), with(ffmpeg, "s16le", "-")));
        } else {
            out.println("ffmpeg is not installed: not compared");
        }
        if (Icecast.installed("mpv").isPresent()) {
            List<String> mpv = List.of("mpv", "--no-config", "--no-video", "--no-terminal", url);
            players.add(
                    new Player(
                            "mpv",
                            with(mpv, "--ao=null"),
                            with(mpv, "--ao=pcm", "--ao-pcm-file=/dev/stdout")));
        } else {
            out.println("mpv is not installed: not compared");
        }
        return players;
    }

    private static List<String> with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all;
    }

    private List<Result> compare(List<Player> players) throws IOException, InterruptedException {
        Map<String, List<Double>> sounds = new LinkedHashMap<>();
        Map<String, List<Double>> cpu = new LinkedHashMap<>();
        Map<String, List<Double>> memory = new LinkedHashMap<>();
        for (int round = 0; round < settings.rounds(); round++) {
            for (Player player : players) {
                double millis = firstSoundMillis(player);
                out.printf("%s: first sound after %.0f ms%n", player.name(), millis);
                sounds.computeIfAbsent(player.name(), _ -> new ArrayList<>()).add(millis);
            }
            List<Process> playing = new ArrayList<>();
            try {
                for (Player player : players) {
                    playing.add(start(player.playing(), player.name()));
                }
                patience.waitFor(
                        () -> playing.stream().anyMatch(one -> !one.isAlive()), settings.playing());
                for (int i = 0; i < players.size(); i++) {
                    String name = players.get(i).name();
                    if (!playing.get(i).isAlive()) {
                        throw new StartException("player: " + name + " has ended: " + said(name));
                    }
                    ProcessFigures now = ProcessFigures.of(playing.get(i).pid());
                    out.printf(
                            "%s: %.2f s of processor time, %.1f MiB%n",
                            name, now.cpuSeconds(), now.residentBytes() / MIB);
                    cpu.computeIfAbsent(name, _ -> new ArrayList<>()).add(now.cpuSeconds());
                    memory.computeIfAbsent(name, _ -> new ArrayList<>())
                            .add(now.residentBytes() / MIB);
                }
            } finally {
                playing.forEach(PlayerBench::end);
            }
        }
        List<Result> results = new ArrayList<>();
        String time = "processor time in " + settings.playing().toSeconds() + " s";
        add(results, time, cpu, "s");
        add(results, "memory", memory, "MiB");
        add(results, "first sound", sounds, "ms");
        return results;
    }

    /// The first player is ours.
    private static void add(
            List<Result> results, String what, Map<String, List<Double>> figures, String unit) {
        List<String> names = List.copyOf(figures.keySet());
        double ours = median(figures, names.getFirst());
        if (names.size() == 1) {
            results.add(new Result(what, ours, 0, "", 0, unit));
        }
        for (String name : names.subList(1, names.size())) {
            double peer = median(figures, name);
            results.add(new Result(what, ours, peer, name, peer > 0 ? ours / peer : 0, unit));
        }
    }

    private static double median(Map<String, List<Double>> figures, String name) {
        List<Double> sorted =
                Optional.ofNullable(figures.get(name)).orElse(List.of()).stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }

    private double firstSoundMillis(Player player) throws IOException, InterruptedException {
        long from = clock.nanoTime();
        Process process = builder(player.sounding(), player.name()).start();
        try (InputStream sound = process.getInputStream()) {
            if (sound.read() < 0) {
                throw new StartException(
                        "player: " + player.name() + " says nothing: " + said(player.name()));
            }
            return (clock.nanoTime() - from) / 1e6;
        } finally {
            end(process);
        }
    }

    private Process start(List<String> command, String name) throws IOException {
        return builder(command, name).redirectOutput(new File("/dev/null")).start();
    }

    private ProcessBuilder builder(List<String> command, String name) {
        return NodeProcess.builder(command)
                .redirectInput(new File("/dev/null"))
                .redirectError(folder.resolve(name + ".err").toFile());
    }

    private String said(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".err")).strip();
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
