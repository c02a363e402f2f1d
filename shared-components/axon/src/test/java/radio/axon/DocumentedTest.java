package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DocumentedTest {
    @Test
    void theComponentInTheDocumentIsTheOneThatCompiles() throws IOException {
        String source = Files.readString(Path.of("src/test/java/radio/axon/Upper.java"));
        String component = source.substring(source.indexOf("final class Upper"));
        assertThat(Files.readString(Path.of("../../docs/axon.md"))).contains(component);
    }

    @Test
    void theComponentInTheDocumentWorksAsItSays() throws InterruptedException {
        Script source =
                new Script(
                        "source",
                        me -> {
                            me.out().send("on");
                            me.out().send("air");
                        });
        Script printer = Script.listener("printer");
        try (AxonSystem system = new AxonSystem("shout", Clock.system())) {
            system.activate(Pipeline.of(source, new Upper(), printer));
            system.run();
        }
        assertThat(printer.heard()).containsExactly("ON", "AIR");
    }
}
