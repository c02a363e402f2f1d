package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Homes with slow and lossy lines: network namespaces of this machine, joined by `tunhub.py`,
/// which says what the lines do. They are gone when it is closed, and also when this JVM is.
final class Homes implements AutoCloseable {
    private static final Duration END_LIMIT = Duration.ofSeconds(20);

    private final Process hub;
    private final BufferedReader said;
    private final Map<String, String> addresses = new LinkedHashMap<>();

    private Homes(Process hub) {
        this.hub = hub;
        said = hub.inputReader(StandardCharsets.UTF_8);
    }

    /// Builds them; skips the test, or in CI fails it, where that cannot be.
    ///
    /// @param folder where the hub's complaints go
    /// @param line options of `tunhub.py`
    static Homes build(Path folder, int count, List<String> line) throws Exception {
        need("root", "root".equals(System.getProperty("user.name")));
        need("/dev/net/tun", Files.exists(Path.of("/dev/net/tun")));
        need("ip (package iproute2)", run("ip", "netns", "list") == 0);
        need("python3", run("python3", "--version") == 0);
        Path script = Files.createDirectories(folder).resolve("tunhub.py");
        try (var resource = Homes.class.getResourceAsStream("/tunhub.py")) {
            assertThat(resource).isNotNull();
            Files.copy(resource, script);
        }
        List<String> command = new ArrayList<>(List.of("python3", script.toString()));
        command.addAll(line);
        for (int i = 0; i < count; i++) {
            command.add("radio-" + ProcessHandle.current().pid() + "-" + i);
        }
        Path complaints = folder.resolve("tunhub.err");
        Homes homes =
                new Homes(new ProcessBuilder(command).redirectError(complaints.toFile()).start());
        try {
            homes.awaitUp(complaints);
        } catch (IOException | RuntimeException | Error e) {
            homes.close();
            throw e;
        }
        return homes;
    }

    private void awaitUp(Path complaints) throws IOException {
        for (String line = said.readLine(); !"up".equals(line); line = said.readLine()) {
            if (line == null) {
                throw new IOException("no homes: " + Files.readString(complaints));
            }
            String[] words = line.split(" ", 2);
            addresses.put(words[0], words[1]);
        }
    }

    String address(int home) {
        return List.copyOf(addresses.values()).get(home);
    }

    /// Lets a process run in a home; its process id stays its own.
    void moveIn(ProcessBuilder builder, int home) {
        builder.command()
                .addAll(
                        0,
                        List.of("ip", "netns", "exec", List.copyOf(addresses.keySet()).get(home)));
    }

    /// Ends the lines.
    ///
    /// @return what went over them, as JSON by home
    String end() throws IOException, InterruptedException {
        hub.getOutputStream().close();
        String counts = "";
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            counts = line;
        }
        hub.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        return counts;
    }

    @Override
    public void close() throws IOException {
        hub.getOutputStream().close();
        try {
            if (!hub.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                hub.destroyForcibly().waitFor();
            }
            for (String name : addresses.keySet()) {
                // Nothing is there any more, unless the hub was killed.
                run("ip", "netns", "delete", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void need(String what, boolean there) {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("%s is missing", what).isTrue();
        }
        assumeTrue(there, what + " is missing");
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1; // there is no such command
        }
    }
}
