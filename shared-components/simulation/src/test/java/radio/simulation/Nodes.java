package radio.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import radio.axon.Clock;
import radio.client.ClientMain;
import radio.client.ClientReport;
import radio.peer.NodeStatus;
import radio.source.SourceMain;
import radio.source.SourceReport;
import radio.wire.StationLink;

/// The nodes of one test, each a process on loopback, in the test's own folder. Whoever is still
/// running at the end is killed.
final class Nodes implements AutoCloseable {
    /// For what takes a moment on an idle machine: this one may be busy.
    static final Duration LONG = Duration.ofSeconds(60);

    private final Path folder;
    private final Patience patience = new Patience(Clock.system());
    private final List<NodeProcess> all = new ArrayList<>();

    Nodes(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    Path folder() {
        return folder;
    }

    /// Starts a source at any free port and waits until it is on air.
    String onAir(String name, String... options) throws IOException, InterruptedException {
        return onAirAt(0, name, options);
    }

    /// The same at a port of the test's choice.
    ///
    /// @return its link
    String onAirAt(int port, String name, String... options)
            throws IOException, InterruptedException {
        return link(startSource(name, port, _ -> {}, options));
    }

    /// Starts a source with `--json` and a report; does not wait for it.
    NodeProcess startSource(
            String name, int port, Consumer<ProcessBuilder> change, String... options)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(options));
        command.addAll(
                List.of(
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--link-file",
                        folder.resolve(name + ".link").toString(),
                        "--json",
                        "--report",
                        folder.resolve(name + ".json").toString()));
        if (!command.contains("--state")) {
            command.addAll(List.of("--state", folder.resolve(name).toString()));
        }
        return add(NodeProcess.start(name, SourceMain.class, folder, command, change));
    }

    /// Waits until a source is on air.
    String link(NodeProcess source) throws IOException, InterruptedException {
        Path linkFile = folder.resolve(source.name() + ".link");
        until(source.name() + " is on air", () -> Files.exists(linkFile) || !source.alive());
        if (!Files.exists(linkFile)) {
            throw new AssertionError(source.name() + " has ended: " + source.lastWords());
        }
        return Files.readString(linkFile).strip();
    }

    /// Starts a listener with `--json` and a report; does not wait for it.
    NodeProcess listen(String name, String link, String... options) throws IOException {
        return add(
                NodeProcess.start(name, ClientMain.class, folder, listening(name, link, options)));
    }

    /// The same, on a sound card of the test's own.
    NodeProcess listenOn(VirtualCard card, String name, String link, String... options)
            throws IOException {
        List<String> command = reporting(name, link, options);
        command.addAll(List.of("--json", "--output", "speaker", "--volume", "100"));
        return add(NodeProcess.start(name, ClientMain.class, folder, command, card::plug));
    }

    /// The same, its standard output a pipe to the test.
    NodeProcess listenThroughPipe(String name, String link) throws IOException {
        return add(
                NodeProcess.start(
                        name,
                        ClientMain.class,
                        folder,
                        reporting(name, link, "--output", "stdout"),
                        builder -> builder.redirectOutput(ProcessBuilder.Redirect.PIPE)));
    }

    /// Starts a listener as a person would, telling what happens in words.
    NodeProcess listenInWords(String name, String link, String... options) throws IOException {
        List<String> command = reporting(name, link, options);
        return add(NodeProcess.start(name, ClientMain.class, folder, command, _ -> {}));
    }

    private List<String> reporting(String name, String link, String... options) {
        List<String> command = listening(name, link, options);
        command.addAll(List.of("--report", folder.resolve(name + ".json").toString()));
        return command;
    }

    private List<String> listening(String name, String link, String... options) {
        List<String> command = new ArrayList<>(List.of(link));
        command.addAll(List.of(options));
        command.addAll(List.of("--bind", "127.0.0.1", "--state", folder.resolve(name).toString()));
        return command;
    }

    NodeProcess add(NodeProcess node) {
        all.add(node);
        return node;
    }

    NodeProcess named(String name) {
        return all.stream().filter(node -> node.name().equals(name)).findFirst().orElseThrow();
    }

    /// Starts three listeners, each of which serves one other, so that the last is three hops away.
    NodeProcess threeHopsFrom(String link) throws IOException, InterruptedException {
        for (String name : List.of("first", "second", "third")) {
            untilHeard(listen(name, link, "--slots", "1", "--output", "none"), 1);
        }
        return named("third");
    }

    /// Waits until a node has said where players can listen.
    String httpAddress(NodeProcess node) throws IOException, InterruptedException {
        return "http://127.0.0.1:" + httpPort(node);
    }

    int httpPort(NodeProcess node) throws IOException, InterruptedException {
        until(
                node.name() + " serves players",
                () -> node.status().filter(status -> status.http() > 0).isPresent());
        return node.status().map(NodeStatus::http).orElse(0);
    }

    static int port(String link) {
        return StationLink.parse(link).addresses().getFirst().port();
    }

    static String stationOf(String link) {
        return StationLink.parse(link).station().toString();
    }

    static boolean hasParent(NodeProcess node) throws IOException {
        return node.status().filter(status -> !status.parent().isEmpty()).isPresent();
    }

    static long received(NodeProcess node) throws IOException {
        return node.status().map(NodeStatus::received).orElse(0L);
    }

    static long epoch(NodeProcess node) throws IOException {
        return node.status().map(NodeStatus::epoch).orElse(0L);
    }

    static long newest(NodeProcess node) throws IOException {
        return node.status().map(NodeStatus::newest).orElse(-1L);
    }

    /// Waits until it has heard that many chunks.
    void untilHeard(NodeProcess node, long chunks) throws IOException, InterruptedException {
        until(
                node.name() + " has heard " + chunks + " chunks",
                () -> received(node) >= chunks || !node.alive());
        if (!node.alive()) {
            throw new AssertionError(node.name() + " has ended: " + node.lastWords());
        }
    }

    void until(String what, Patience.Condition condition) throws IOException, InterruptedException {
        if (!patience.waitFor(condition, LONG)) {
            StringBuilder words = new StringBuilder("never: " + what);
            for (NodeProcess node : all) {
                words.append(
                        "\n%s (%s): %s %s"
                                .formatted(
                                        node.name(),
                                        node.alive() ? "alive" : "ended",
                                        node.status().map(NodeStatus::toString).orElse(node.said()),
                                        node.lastWords()));
            }
            throw new AssertionError(words.toString());
        }
    }

    /// Lets time pass while everybody lives.
    void pass(Duration time) throws IOException, InterruptedException {
        List<NodeProcess> living = all.stream().filter(NodeProcess::alive).toList();
        patience.waitFor(() -> !living.stream().allMatch(NodeProcess::alive), time);
    }

    /// Ends the programme in order and gives the source's report.
    SourceReport endSource(String name) throws IOException, InterruptedException {
        NodeProcess source = named(name);
        source.terminate();
        return sourceReport(name);
    }

    /// Waits until the source has ended by itself.
    SourceReport sourceReport(String name) throws IOException, InterruptedException {
        NodeProcess source = named(name);
        until(name + " has ended", () -> !source.alive());
        return source.report(SourceReport.class)
                .orElseThrow(() -> new AssertionError("no report of " + name));
    }

    /// Waits until a listener that tells JSON has the last chunk of a programme that has ended,
    /// then ends it.
    ClientReport endWithLast(NodeProcess node, SourceReport source)
            throws IOException, InterruptedException {
        until(
                node.name() + " has chunk " + (source.chunksPublished() - 1),
                () -> newest(node) == source.chunksPublished() - 1);
        return end(node);
    }

    ClientReport end(NodeProcess node) throws IOException, InterruptedException {
        node.terminate();
        until(node.name() + " has ended", () -> !node.alive());
        return node.report(ClientReport.class)
                .orElseThrow(() -> new AssertionError("no report of " + node.name()));
    }

    /// Processor time that a process has used so far; the machine counts in hundredths.
    static double cpuSeconds(NodeProcess node) throws IOException {
        return ProcessFigures.of(node.process().pid()).cpuSeconds();
    }

    /// Memory of a process that is in use by the machine, in bytes.
    static long residentBytes(NodeProcess node) throws IOException {
        return ProcessFigures.of(node.process().pid()).residentBytes();
    }

    @Override
    public void close() {
        all.forEach(NodeProcess::close);
    }
}
