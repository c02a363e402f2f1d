package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fresh clones on a machine that is not as it should be: an old Java goes first on the PATH, the
/// folders' names have spaces and umlauts, the locale is none, and whoever starts it is not root.
@Tag("acceptance")
class ScriptsTest {
    private static final Path REPOSITORY = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Duration BUILD_AND_TRY = Duration.ofMinutes(15);

    /// A user whom the system does not know, so that even Java takes the home from HOME.
    private static final String NOBODY = "47110";

    @TempDir Path temp;

    @Test
    void tryWorksInTwoClonesAtOnceForAUserWhoIsNotRootAndHasAnOldJava() throws Exception {
        boolean root = System.getProperty("user.name").equals("root");
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path home = Files.createDirectories(temp.resolve("Zu Hause bei Jörg"));
        List<Path> clones = List.of(clone("Radio für alle"), clone("Noch ein Radio, größer"));
        if (root) {
            // The libraries that were fetched already; nobody's home has none.
            run(
                    "cp",
                    "-r",
                    "--reflink=auto",
                    Path.of(System.getProperty("user.home"), ".m2").toString(),
                    home.toString());
            run("chown", "-R", NOBODY + ":" + NOBODY, temp.toString());
        }

        List<Process> running = new ArrayList<>();
        try {
            for (Path clone : clones) {
                running.add(start(clone, home, root));
            }
            for (int i = 0; i < clones.size(); i++) {
                Process process = running.get(i);
                boolean ended = process.waitFor(BUILD_AND_TRY.toSeconds(), TimeUnit.SECONDS);
                String said = Files.readString(output(clones.get(i)));
                System.out.println(said);
                assertThat(ended).as("ended in time").isTrue();
                assertThat(process.exitValue()).as(said).isZero();
                assertThat(said).contains("good: everybody heard everything");
            }
        } finally {
            running.forEach(process -> process.descendants().forEach(ProcessHandle::destroy));
            running.forEach(Process::destroy);
        }
    }

    private Path clone(String name) throws Exception {
        Path clone = temp.resolve(name);
        run("git", "clone", "-q", "--no-hardlinks", REPOSITORY.toString(), clone.toString());
        return clone;
    }

    private static Process start(Path clone, Path home, boolean root) throws IOException {
        List<String> command = new ArrayList<>();
        if (root) {
            command.addAll(
                    List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.addAll(List.of(clone.resolve("scripts").resolve("try").toString(), "--seconds"));
        command.add("10");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(new File("/"))
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(output(clone).toFile());
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.clear();
        environment.put("PATH", oldJava().resolve("bin") + ":" + path);
        environment.put("HOME", root ? home.toString() : System.getProperty("user.home"));
        return builder.start();
    }

    private static Path output(Path clone) {
        return clone.resolveSibling(clone.getFileName() + ".out");
    }

    private static Path oldJava() throws IOException {
        Path homes = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(homes)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(homes, "*17*")) {
                for (Path home : found) {
                    if (Files.isExecutable(home.resolve("bin").resolve("java"))) {
                        return home;
                    }
                }
            }
        }
        return Assumptions.abort("there is no Java 17 on this machine");
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }
}
