package radio.peer;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/// Runs a node's command: reads options and config file, and turns whatever is wrong with them into
/// one line on the error stream and exit code 2. Only `--debug` shows stack traces.
public final class Launcher {
    private static final int FELL_SHORT = 1;
    private static final int CANNOT_RUN = 2;

    private Launcher() {}

    /// @param command an object with picocli annotations whose call gives the exit code
    /// @return the exit code of the process: what the command says, or 2 if it could not run
    public static int run(Callable<Integer> command, String... args) {
        CommandLine line = new CommandLine(command);
        PrintWriter err = line.getErr();
        line.registerConverter(Duration.class, Launcher::duration);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        ConfigFile config;
        try {
            config =
                    configPath(List.of(args))
                            .map(path -> ConfigFile.read(path, line.getCommandSpec()))
                            .orElse(null);
        } catch (StartException e) {
            return complain(line, err, args, e);
        }
        if (config != null) {
            line.setDefaultValueProvider(config);
        }
        line.setParameterExceptionHandler((e, _) -> complain(line, err, args, explain(e, config)));
        line.setExecutionExceptionHandler((e, _, _) -> {
            if (e instanceof StartException start) {
                return complain(line, err, args, start);
            }
            if (e instanceof IOException world) {
                // A file or socket on the way, named in the message; anything else is our fault.
                complain(line, err, args, new StartException(reason(world), world));
                return FELL_SHORT;
            }
            throw e;
        });
        return line.execute(args);
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException file && file.getFile() != null
                ? file.getFile() + ": " + StartException.reason(file)
                : String.valueOf(e.getMessage());
    }

    /// picocli shows the message of its own exception as it is, but the class of any other.
    private static Duration duration(String text) {
        try {
            return Quantities.duration(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    private static StartException explain(ParameterException e, @Nullable ConfigFile config) {
        String message = String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ");
        Optional<String> place =
                config == null || e.getArgSpec() == null
                        ? Optional.empty()
                        : config.placeOf(e.getArgSpec());
        return new StartException(
                place.map(where -> where + ": " + message)
                        .orElse(message + "; --help lists the options"),
                e);
    }

    private static int complain(
            CommandLine line, PrintWriter err, String[] args, StartException e) {
        err.println(line.getCommandName() + ": " + e.getMessage());
        if (List.of(args).contains("--debug")) {
            e.printStackTrace(err);
        }
        err.flush();
        return CANNOT_RUN;
    }

    /// The config file is needed before the options are parsed, since it gives their defaults.
    private static Optional<Path> configPath(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            Optional<String> value =
                    arg.startsWith("--config=")
                            ? Optional.of(arg.substring("--config=".length()))
                            : arg.equals("--config") && i + 1 < args.size()
                                    ? Optional.of(args.get(i + 1))
                                    : Optional.empty();
            if (value.isPresent()) {
                try {
                    return Optional.of(Path.of(value.get()));
                } catch (InvalidPathException e) {
                    throw new StartException("--config " + value.get() + ": not a path", e);
                }
            }
        }
        return Optional.empty();
    }
}
