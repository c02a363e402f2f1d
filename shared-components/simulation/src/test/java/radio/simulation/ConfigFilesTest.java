package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import radio.client.ClientMain;
import radio.peer.Quantities;
import radio.source.SourceMain;

/// Keeps the files in `config` true: an operator reads there what the options are.
class ConfigFilesTest {
    private static final Pattern COMMENTED_OUT =
            Pattern.compile("(?m)^((?:# .*\\n)+)#([a-z-]+) = (.*)$");

    /// The two nodes, each with its file.
    enum Node {
        SOURCE("source.toml"),
        CLIENT("client.toml");

        private final Path file;

        Node(String name) {
            file = Path.of("..", "..", "config", name);
        }

        CommandLine command() {
            CommandLine line =
                    new CommandLine(this == SOURCE ? new SourceMain() : new ClientMain())
                            .setCaseInsensitiveEnumValuesAllowed(true);
            line.registerConverter(Duration.class, Quantities::duration);
            return line;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyOptionIsAKeyAndEveryKeyAnOption(Node node) throws IOException {
        assertThat(values(node).keySet()).isEqualTo(defaults(node).keySet());
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyStandsAtItsDefaultOrSaysThatItHasNone(Node node) throws IOException {
        Map<String, Optional<String>> defaults = defaults(node);
        Map<String, String> values = values(node);
        for (MatchResult entry : entries(node)) {
            String key = entry.group(2);
            Optional<String> usual = defaults.getOrDefault(key, Optional.empty());
            boolean none = entry.group(1).replaceAll("\\n# ", " ").contains("No default");
            assertThat(none).as(key).isEqualTo(usual.isEmpty());
            if (!none) {
                assertThat(usual).as(key).contains(String.valueOf(values.get(key)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFileAsItIsChangesNothing(Node node) throws IOException {
        TomlParseResult toml = Toml.parse(node.file);
        assertThat(toml.hasErrors()).isFalse();
        assertThat(toml.keySet()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyKeyCanBeUncommented(Node node) throws IOException {
        List<String> args = new ArrayList<>();
        if (node == Node.CLIENT) {
            args.add("radio://127.0.0.1:7700/KEY");
        }
        values(node).forEach((key, value) -> args.add("--" + key + "=" + value));
        assertThat(node.command().parseArgs(args.toArray(new String[0])).errors()).isEmpty();
    }

    private static List<MatchResult> entries(Node node) throws IOException {
        return COMMENTED_OUT.matcher(Files.readString(node.file)).results().toList();
    }

    private static Map<String, String> values(Node node) throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (MatchResult entry : entries(node)) {
            TomlParseResult toml = Toml.parse(entry.group(2) + " = " + entry.group(3));
            assertThat(toml.errors()).as(entry.group(2)).isEmpty();
            values.put(entry.group(2), String.valueOf(toml.get(entry.group(2))));
        }
        return values;
    }

    private static Map<String, Optional<String>> defaults(Node node) {
        Map<String, Optional<String>> defaults = new TreeMap<>();
        for (OptionSpec option : node.command().getCommandSpec().options()) {
            boolean hasKey = !option.usageHelp() && !option.versionHelp();
            String key = option.longestName().substring(2);
            if (hasKey && !key.equals("config")) {
                defaults.put(
                        key,
                        Optional.ofNullable(
                                option.type() == boolean.class ? "false" : option.defaultValue()));
            }
        }
        return defaults;
    }
}
