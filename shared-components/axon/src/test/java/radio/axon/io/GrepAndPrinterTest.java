package radio.axon.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.Component;
import radio.axon.ProducerFinished;
import radio.axon.SteppingSystem;

@Timeout(60)
class GrepAndPrinterTest {
    private final SteppingSystem system = AxonSystem.stepping(11);
    private final List<Throwable> failures = new ArrayList<>();

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void grepPassesOnTheLinesWithThePatternInThem() {
        Tap<String, String> tap = Tap.of(String.class);
        Grep grep = new Grep("b+");
        wire(tap, grep);
        for (String line : List.of("abc", "xyz", "", "bb", "B")) {
            tap.out.offer(line);
        }
        tap.signals().offer(new ProducerFinished());
        system.run();
        assertThat(tap.all()).containsExactly("abc", "bb");
    }

    @Test
    void aPatternThatIsNoneIsRefusedAndSaysWhere() {
        assertThatThrownBy(() -> new Grep("a(b"))
                .isInstanceOf(PatternSyntaxException.class)
                .hasMessageContaining("a(b");
    }

    @Test
    void aPatternThatNeverComesToAnEndIsBrokenOff() throws InterruptedException {
        try (AxonSystem live = new AxonSystem("live", Clock.system())) {
            live.onFailure((name, cause) -> failures.add(cause));
            Grep grep = new Grep(Pattern.compile("(a*)*(b*a*)*c"));
            Tap<String, String> tap = Tap.of(String.class);
            live.link(tap.out, grep.inbox("inbox"));
            live.activate(grep);
            tap.out.offer("a".repeat(5000));
            while (grep.inbox("inbox").size() > 0) {
                Thread.onSpinWait();
            }
            grep.stop();
            live.run();
        }
        assertThat(failures).allMatch(e -> e instanceof IllegalStateException);
    }

    @Test
    void aPrinterPrintsOneLineEach() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Tap<Object, Object> tap = Tap.of(Object.class);
        wire(tap, new Printer(new PrintStream(bytes, false, UTF_8)));
        tap.out.offer("grün");
        tap.out.offer(7);
        tap.signals().offer(new ProducerFinished());
        system.run();
        assertThat(bytes.toString(UTF_8)).isEqualTo("grün\n7\n");
        assertThat(tap.all()).isEmpty();
    }

    @Test
    void anEchoerPrintsAndPassesOn() {
        StringBuilder printed = new StringBuilder();
        Tap<Object, Object> tap = Tap.of(Object.class);
        wire(tap, new ConsoleEchoer(printed));
        tap.out.offer("one");
        tap.out.offer("two");
        tap.signals().offer(new ProducerFinished());
        system.run();
        assertThat(printed).hasToString("one\ntwo\n");
        assertThat(tap.all()).containsExactly("one", "two");
    }

    @Test
    void anOutputThatIsClosedEndsItsPrinterOnly() {
        Tap<Object, Object> tap = Tap.of(Object.class);
        Tap<Object, Object> other = Tap.of(Object.class);
        StringBuilder printed = new StringBuilder();
        Printer fine = new Printer(printed);
        wire(tap, new Printer(new PrintStream(new Closed(), false, UTF_8)));
        system.link(other.out, fine.inbox("inbox"));
        system.link(other.signals(), fine.inbox("control"));
        system.activate(fine);
        tap.out.offer("lost");
        other.out.offer("fine");
        other.signals().offer(new ProducerFinished());
        system.run();
        assertThat(failures)
                .singleElement()
                .satisfies(e -> assertThat(e).hasMessageContaining("closed"));
        assertThat(printed).hasToString("fine\n");
    }

    private void wire(Tap<?, ?> tap, Component component) {
        system.onFailure((name, cause) -> failures.add(cause));
        system.link(tap.out, component.inbox("inbox"));
        system.link(component.outbox("outbox"), tap.in);
        system.link(tap.signals(), component.inbox("control"));
        system.activate(component);
    }

    private static final class Closed extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("closed");
        }
    }
}
