package radio.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// A screen that nobody sees (Xvfb), on a display that was free. Ended by its process.
public final class Screen implements AutoCloseable {
    private static final int ENDS_SECONDS = 10;

    private final String display;
    private final Process process;

    private Screen(String display, Process process) {
        this.display = display;
        this.process = process;
    }

    /// Skips the test, by name, where there is no Xvfb; on CI that is a failure.
    public static Screen open() throws IOException {
        Programs.need("Xvfb");
        Process process =
                new ProcessBuilder(
                                "Xvfb",
                                "-displayfd",
                                "1", // it chooses a free one and says which
                                "-screen",
                                "0",
                                "800x600x24",
                                "-nolisten",
                                "tcp")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        BufferedReader said = process.inputReader(StandardCharsets.US_ASCII);
        String number = said.readLine();
        if (number == null) {
            throw new AssertionError("Xvfb ended before it had a display");
        }
        // When the tests are broken off, too.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Screen(":" + number, process);
    }

    public String display() {
        return display;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(ENDS_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
