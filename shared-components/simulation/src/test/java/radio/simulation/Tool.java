package radio.simulation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A foreign program that a test runs: a player, or a judge of what players get. What it says, on
/// both streams, goes to a file.
final class Tool implements AutoCloseable {
    private static final int LIMIT_SECONDS = 60;

    private final String name;
    private final Process process;
    private final Path output;

    private Tool(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /// Starts a program; its standard input is empty.
    ///
    /// @param folder where what it says is written
    static Tool start(Path folder, String... command) throws IOException {
        Path output = Files.createTempFile(folder, command[0] + "-", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("HOME", folder.toString());
        return new Tool(command[0], builder.start(), output);
    }

    /// Runs a program to its end and says what it said.
    ///
    /// @throws AssertionError if it did not end well
    static String run(Path folder, String... command) throws IOException, InterruptedException {
        try (Tool tool = start(folder, command)) {
            int code = tool.ended();
            if (code != 0) {
                throw new AssertionError(
                        new ArrayList<>(List.of(command)) + " gave " + code + ": " + tool.said());
            }
            return tool.said();
        }
    }

    /// Runs a program to its end, good or bad, and says what it said.
    static String output(Path folder, String... command) throws IOException, InterruptedException {
        try (Tool tool = start(folder, command)) {
            tool.ended();
            return tool.said();
        }
    }

    /// Waits for its end.
    ///
    /// @return its exit code
    int ended() throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(name + " does not end: " + said());
        }
        return process.exitValue();
    }

    boolean alive() {
        return process.isAlive();
    }

    String said() throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    }

    /// Ends it without asking, if it is still running.
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
