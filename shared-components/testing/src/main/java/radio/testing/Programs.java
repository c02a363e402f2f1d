package radio.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Programs of the machine that tests need.
public final class Programs {
    private Programs() {}

    /// Skips the test, by name, without these programs; on CI that is a failure.
    public static void need(String... programs) {
        for (String program : programs) {
            boolean there =
                    List.of(System.getenv("PATH").split(":", -1)).stream()
                            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
            if (!there && "true".equals(System.getenv("CI"))) {
                throw new AssertionError("CI must have " + program + ": scripts/setup installs it");
            }
            if (!there) {
                abort(program + " is not installed: scripts/setup says how");
            }
        }
    }
}
