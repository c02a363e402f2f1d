package radio.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// A TOML file that answers for options not given on the command line: the key is the option's long
/// name without its dashes, so each setting is declared once, where it is used.
final class ConfigFile implements IDefaultValueProvider {
    private final Path path;
    private final TomlParseResult values;

    private ConfigFile(Path path, TomlParseResult values) {
        this.path = path;
        this.values = values;
    }

    /// Reads the file and checks that the command has an option for every key.
    ///
    /// @throws StartException naming file, line and column
    static ConfigFile read(Path path, CommandSpec command) {
        TomlParseResult values;
        try {
            values = Toml.parse(Files.readString(path));
        } catch (IOException e) {
            throw new StartException("config file " + path + ": " + StartException.reason(e), e);
        }
        if (!values.errors().isEmpty()) {
            throw new StartException(
                    place(path, values.errors().getFirst().position())
                            + ": "
                            + values.errors().getFirst().getMessage());
        }
        Set<String> known = keys(command);
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw new StartException(
                        place(path, values.inputPositionOf(key))
                                + ": unknown key '"
                                + key
                                + "'; known are "
                                + String.join(", ", known));
            }
        }
        return new ConfigFile(path, values);
    }

    private static Set<String> keys(CommandSpec command) {
        Set<String> keys = new TreeSet<>();
        for (OptionSpec option : command.options()) {
            if (!option.usageHelp() && !option.versionHelp() && !option.hidden()) {
                keys.add(key(option));
            }
        }
        keys.remove("config");
        return keys;
    }

    private static String key(OptionSpec option) {
        return option.longestName().substring(2);
    }

    @Override
    public String defaultValue(ArgSpec argument) {
        String fallback = argument.defaultValue();
        return argument instanceof OptionSpec option && values.contains(key(option))
                ? text(values.get(key(option)))
                : fallback;
    }

    /// A list is written as the command line has it: with commas.
    private static String text(@Nullable Object value) {
        return value instanceof TomlArray list
                ? list.toList().stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(value);
    }

    /// Where the value of this option stands, if it came from the file.
    Optional<String> placeOf(ArgSpec argument) {
        return argument instanceof OptionSpec option && values.contains(key(option))
                ? Optional.of(place(path, values.inputPositionOf(key(option))))
                : Optional.empty();
    }

    private static String place(Path path, @Nullable TomlPosition position) {
        String file = "config file " + path;
        return position == null
                ? file
                : file + ", line " + position.line() + ", column " + position.column();
    }
}
