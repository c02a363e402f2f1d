package radio.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import radio.axon.Clock;
import radio.client.ClientMain;
import radio.client.ClientReport;
import radio.peer.NodeStatus;
import radio.peer.StartException;
import radio.source.SourceMain;
import radio.source.SourceReport;

/// A source and listeners as processes of their own on this machine's loopback, in a folder of
/// their own. Closing it ends every process it started, and no other.
final class Mesh implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration END_LIMIT = Duration.ofSeconds(15);

    private final Path folder;
    private final Patience patience;
    private final List<NodeProcess> listeners = new ArrayList<>();
    private final List<NodeProcess> killed = new ArrayList<>();
    private @org.jspecify.annotations.Nullable NodeProcess source;
    private String link = "";

    /// @param folder where the processes write; made if need be
    Mesh(Path folder, Clock clock) throws IOException {
        this.folder = Files.createDirectories(folder);
        patience = new Patience(clock);
    }

    /// Starts the source and waits until it is on air.
    ///
    /// @param options beside the ones that put it here
    /// @return its link
    String startSource(List<String> options) throws IOException, InterruptedException {
        Path linkFile = folder.resolve("link");
        List<String> all = new ArrayList<>(options);
        all.addAll(
                List.of(
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--state",
                        folder.resolve("source").toString(),
                        "--link-file",
                        linkFile.toString()));
        NodeProcess started = NodeProcess.start("source", SourceMain.class, folder, all);
        source = started;
        waitFor(() -> Files.exists(linkFile) || !started.alive(), START_LIMIT);
        if (!Files.exists(linkFile)) {
            throw new StartException("the source did not get on air: " + started.lastWords());
        }
        link = Files.readString(linkFile).strip();
        return link;
    }

    /// Starts one more listener; does not wait for it.
    NodeProcess startListener(List<String> options) throws IOException {
        String name = "listener-" + (listeners.size() + killed.size() + 1);
        List<String> all = new ArrayList<>(List.of(link));
        all.addAll(options);
        all.addAll(List.of("--bind", "127.0.0.1", "--state", folder.resolve(name).toString()));
        NodeProcess listener = NodeProcess.start(name, ClientMain.class, folder, all);
        listeners.add(listener);
        return listener;
    }

    /// Waits until a listener is on air; false if it ended or took too long.
    boolean awaitSound(NodeProcess listener) throws IOException, InterruptedException {
        return waitFor(
                        () ->
                                !listener.alive()
                                        || listener.status()
                                                .filter(s -> s.received() > 0)
                                                .isPresent(),
                        START_LIMIT)
                && listener.alive();
    }

    /// Waits until everybody in a swarm is on air; false if that took too long.
    boolean awaitSound(Swarm swarm) throws IOException, InterruptedException {
        return waitFor(swarm::everybodyHears, START_LIMIT);
    }

    NodeProcess source() {
        NodeProcess started = source;
        if (started == null) {
            throw new IllegalStateException("the source has not been started");
        }
        return started;
    }

    String link() {
        return link;
    }

    /// Those that have not been killed.
    List<NodeProcess> listeners() {
        return List.copyOf(listeners);
    }

    int killedCount() {
        return killed.size();
    }

    /// Ends up to so many listeners that serve others, without asking.
    ///
    /// @return how many there were to kill
    int killInner(int count) throws IOException {
        for (NodeProcess listener : List.copyOf(listeners)) {
            Optional<NodeStatus> status = listener.status();
            if (killed.size() < count && status.isPresent() && status.get().children() > 0) {
                listeners.remove(listener);
                killed.add(listener);
            }
        }
        killed.forEach(NodeProcess::kill);
        return killed.size();
    }

    /// Ends the programme: the source first, so that the listeners hear all of it, then the
    /// listeners.
    void end() throws InterruptedException, IOException {
        source().terminate();
        if (!source().awaitEnd(END_LIMIT)) {
            throw new IOException("the source did not end: " + source().lastWords());
        }
        Thread.sleep(Duration.ofSeconds(2));
        listeners.forEach(NodeProcess::terminate);
        for (NodeProcess listener : listeners) {
            if (!listener.awaitEnd(END_LIMIT)) {
                throw new IOException(listener.name() + " did not end: " + listener.lastWords());
            }
        }
    }

    /// What the survivors found; after [#end].
    MeshReport report(long seed) throws IOException {
        return report(List.of(), new MeshReport.Cast(count(), 0, killed.size(), 0, 0), seed);
    }

    /// The same with peers that are no processes.
    ///
    /// @param peers what those of them found that were there at the end
    MeshReport report(List<Hearing> peers, MeshReport.Cast cast, long seed) throws IOException {
        SourceReport fromSource =
                source().report(SourceReport.class)
                        .orElseThrow(() -> new IOException("the source wrote no report"));
        List<Hearing> survivors = new ArrayList<>(peers);
        List<String> failures = new ArrayList<>();
        for (NodeProcess listener : listeners) {
            listener.report(ClientReport.class)
                    .map(client -> Hearing.of(listener.name(), client))
                    .ifPresentOrElse(
                            survivors::add,
                            () -> failures.add(listener.name() + " wrote no report"));
        }
        return MeshReport.of(fromSource, survivors, cast, seed).with(failures);
    }

    /// How many listeners were started.
    int count() {
        return listeners.size() + killed.size();
    }

    /// Processor time that the source and those listeners used that run.
    Duration cpu() {
        List<NodeProcess> all = new ArrayList<>(listeners);
        all.add(source());
        Duration sum = Duration.ZERO;
        for (NodeProcess node : all) {
            sum = sum.plus(node.process().info().totalCpuDuration().orElse(Duration.ZERO));
        }
        return sum;
    }

    /// Looks again and again until it holds; false if it never did.
    boolean waitFor(Patience.Condition condition, Duration atMost)
            throws IOException, InterruptedException {
        return patience.waitFor(condition, atMost);
    }

    @Override
    public void close() {
        List<NodeProcess> all = new ArrayList<>(listeners);
        all.addAll(killed);
        if (source != null) {
            all.add(source);
        }
        all.forEach(NodeProcess::close);
    }
}
