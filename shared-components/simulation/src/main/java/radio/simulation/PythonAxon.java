package radio.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import radio.peer.StartException;
import radio.simulation.ContenderMain.Figures;

/// Kamaelia's own Axon, in Python, from a checkout that somebody has: the rings and the pipeline,
/// measured by a script of ours (`axon_bench.py`) in a process of Python 3. An Axon that is written
/// in Python 2 is translated into a folder of this run first, if this Python can (2to3, up to
/// 3.12).
final class PythonAxon {
    static final String NAME = "Python Axon";

    private static final String SCRIPT = "axon_bench.py";

    private final Path python;
    private final Path checkout;
    private final Path folder;

    private PythonAxon(Path python, Path checkout, Path folder) {
        this.python = python;
        this.checkout = checkout;
        this.folder = folder;
    }

    /// The Axon in that folder; empty, and the reason said, if there is none that runs.
    ///
    /// @param kamaelia a checkout of Kamaelia, or a folder in which the package Axon is; "": none
    static Optional<PythonAxon> find(String kamaelia, Path folder, PrintStream out)
            throws IOException, InterruptedException {
        if (kamaelia.isEmpty()) {
            out.println("not compared with Python Axon: KAMAELIA is not set");
            return Optional.empty();
        }
        Optional<Path> python = Icecast.installed("python3");
        if (python.isEmpty()) {
            out.println("not compared with Python Axon: python3 is not installed");
            return Optional.empty();
        }
        try (InputStream script = PythonAxon.class.getResourceAsStream(SCRIPT)) {
            Files.copy(Objects.requireNonNull(script), folder.resolve(SCRIPT));
        }
        PythonAxon found = new PythonAxon(python.get(), Path.of(kamaelia), folder);
        try {
            found.measure(MessageCase.RING_100, Duration.ofMillis(1));
            return Optional.of(found);
        } catch (StartException e) {
            out.println(
                    "not compared with Python Axon: KAMAELIA=" + kamaelia + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /// Whether there is the same in the script.
    static boolean knows(MessageCase what) {
        return !script(what).isEmpty();
    }

    Figures measure(MessageCase what, Duration atLeast) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                python.toString(),
                                folder.resolve(SCRIPT).toString(),
                                checkout.toString(),
                                Long.toString(atLeast.toMillis())));
        command.addAll(script(what));
        return AxonBench.figures(NAME, command, folder);
    }

    /// What it is called there, how many components, how many messages at once.
    private static List<String> script(MessageCase what) {
        return switch (what) {
            case PIPELINE -> List.of("pipeline", "5", "100");
            case RING_100 -> List.of("ring", "100", "1");
            case RING_1000 -> List.of("ring", "1000", "1");
            case RING_100_FULL -> List.of("ring", "100", "100");
            case RING_1000_FULL -> List.of("ring", "1000", "1000");
            default -> List.of();
        };
    }
}
