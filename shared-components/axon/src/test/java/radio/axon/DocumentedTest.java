package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class DocumentedTest {
    @ParameterizedTest
    @ValueSource(strings = {"Upper", "Louder"})
    void theComponentInTheDocumentIsTheOneThatCompiles(String name) throws IOException {
        String source = Files.readString(Path.of("src/test/java/radio/axon/" + name + ".java"));
        String component = source.substring(source.indexOf("final class " + name));
        assertThat(Files.readString(Path.of("../../docs/axon.md"))).contains(component);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theComponentInTheDocumentWorksAsItSays(boolean reacts) throws InterruptedException {
        Script source =
                new Script(
                        "source",
                        me -> {
                            me.out().send("on");
                            me.out().send("air");
                        });
        Script printer = Script.listener("printer");
        try (AxonSystem system = new AxonSystem("shout", Clock.system())) {
            system.activate(Pipeline.of(source, reacts ? new Louder() : new Upper(), printer));
            system.run();
        }
        assertThat(printer.heard()).containsExactly("ON", "AIR");
    }
}
