package radio.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import radio.peer.Launcher;

/// Runs an example by its name; without one it lists them.
@Command(
        name = "example",
        mixinStandardHelpOptions = true,
        version = "radio 0.1.0",
        description = "Small whole systems made of components.",
        synopsisSubcommandLabel = "NAME",
        commandListHeading = "%nExamples, each with --help of its own:%n",
        subcommands = {
            EchoExample.class,
            ChatExample.class,
            ChatNamesExample.class,
            ChatConsoleExample.class,
            ChatWindowExample.class,
            LogPerClientExample.class,
            LogSharedExample.class,
            LogMonitorExample.class,
            GrepExample.class,
            GrepProcessesExample.class,
            OverflowExample.class,
            GreylistExample.class,
            RadioSourceExample.class,
            RadioClientExample.class
        })
public final class ExampleMain implements Callable<Integer> {
    /// Exits with 0, or with 2 if the example cannot run.
    public static void main(String... args) {
        System.exit(Launcher.run(new ExampleMain(), args));
    }

    @Override
    public Integer call() {
        CommandLine.usage(this, System.out);
        return 0;
    }
}
