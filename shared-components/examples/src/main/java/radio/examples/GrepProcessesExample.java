package radio.examples;

import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import radio.axon.AxonSystem;
import radio.axon.Component;
import radio.axon.io.Follow;
import radio.axon.io.Grep;
import radio.axon.io.ProcessPipeline;
import radio.axon.io.Stage;

/// `grep` with a process for each stage: only one word differs.
///
/// ```
/// [ file -> Follow ] -> [ Grep ] -> ConsoleEchoer -> PublishTo "found" ... client
/// ```
@Command(name = "grep-processes", description = "the same with a process for each stage")
final class GrepProcessesExample extends Example {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "the log (default: ${DEFAULT-VALUE})")
    Path file = Path.of("example.log");

    @Option(
            names = "--pattern",
            paramLabel = "REGEX",
            description = "what to look for (default: ${DEFAULT-VALUE})")
    String pattern = "error";

    GrepProcessesExample() {
        super(1508);
    }

    @Override
    void start(AxonSystem system, PrintStream out) {
        tell(GrepExample.serve(system, at(), search(file, pattern), out), out);
    }

    static Component search(Path file, String pattern) {
        return ProcessPipeline.of(
                Stage.of(Follow.class, file.toString(), "end"), Stage.of(Grep.class, pattern));
    }
}
