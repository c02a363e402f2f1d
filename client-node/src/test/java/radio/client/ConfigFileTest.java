package radio.client;

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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tomlj.Toml;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import radio.peer.Quantities;

/// Keeps `config/client.toml` true: an operator reads there what the options are.
class ConfigFileTest {
    private static final Path FILE = Path.of("../config/client.toml");
    private static final Pattern COMMENTED_OUT =
            Pattern.compile("(?m)^((?:# .*\\n)+)#([a-z-]+) = (.*)$");

    @Test
    void everyOptionIsAKeyAndEveryKeyAnOption() throws IOException {
        assertThat(values().keySet()).isEqualTo(defaults().keySet());
    }

    @Test
    void everyKeyStandsAtItsDefaultOrSaysThatItHasNone() throws IOException {
        Map<String, Optional<String>> defaults = defaults();
        Map<String, String> values = values();
        entries()
                .forEach(entry -> {
                    String key = entry.group(2);
                    boolean none = entry.group(1).replaceAll("\\n# ", " ").contains("No default");
                    assertThat(none).as(key).isEqualTo(defaults.get(key).isEmpty());
                    if (!none) {
                        assertThat(defaults.get(key)).as(key).contains(values.get(key));
                    }
                });
    }

    @Test
    void theFileAsItIsChangesNothing() throws IOException {
        assertThat(Toml.parse(FILE).hasErrors()).isFalse();
        assertThat(Toml.parse(FILE).keySet()).isEmpty();
    }

    @Test
    void everyKeyCanBeUncommented() throws IOException {
        List<String> args = new ArrayList<>(List.of("radio://127.0.0.1:7700/KEY"));
        values().forEach((key, value) -> args.add("--" + key + "=" + value));
        CommandLine line = new CommandLine(new ClientMain());
        line.registerConverter(Duration.class, Quantities::duration);
        assertThat(line.parseArgs(args.toArray(new String[0])).errors()).isEmpty();
    }

    private static List<MatchResult> entries() throws IOException {
        return COMMENTED_OUT.matcher(Files.readString(FILE)).results().toList();
    }

    private static Map<String, String> values() throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (MatchResult entry : entries()) {
            var toml = Toml.parse(entry.group(2) + " = " + entry.group(3));
            assertThat(toml.errors()).as(entry.group(2)).isEmpty();
            values.put(entry.group(2), String.valueOf(toml.get(entry.group(2))));
        }
        return values;
    }

    private static Map<String, Optional<String>> defaults() {
        Map<String, Optional<String>> defaults = new TreeMap<>();
        for (OptionSpec option : new CommandLine(new ClientMain()).getCommandSpec().options()) {
            boolean hasKey = !option.usageHelp() && !option.versionHelp();
            String key = option.longestName().substring(2);
            if (hasKey && !key.equals("config")) {
                defaults.put(key, Optional.ofNullable(textOf(option)));
            }
        }
        return defaults;
    }

    private static @Nullable String textOf(OptionSpec option) {
        return option.type() == boolean.class ? "false" : option.defaultValue();
    }
}
