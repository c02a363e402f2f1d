package radio.axon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(30)
class TraceTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("radio.axon.trace");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final SteppingSystem system = AxonSystem.stepping(47);
    private final Script counter = Script.counter("counter", 1);
    private final Script listener = Script.listener("listener");

    @BeforeEach
    void listen() {
        logger.setAdditive(false);
        logger.addAppender(lines);
        lines.start();
    }

    @AfterEach
    void close() {
        system.close();
        logger.detachAppender(lines);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void atTraceEverySendAndReceiveIsShown() {
        logger.setLevel(Level.TRACE);
        assertThat(run())
                .containsExactlyInAnyOrder(
                        "counter.outbox -> listener.inbox sends 0",
                        "listener.inbox receives 0",
                        "counter.signal -> listener.control sends " + new ProducerFinished(),
                        "listener.control receives " + new ProducerFinished(),
                        "listener.signal -> nowhere sends " + new ProducerFinished());
    }

    @Test
    void atDebugOnlyThoseAskedForAreShown() {
        logger.setLevel(Level.DEBUG);
        listener.traced(true);
        assertThat(run())
                .contains("listener.inbox receives 0")
                .noneMatch(line -> line.startsWith("counter"));
    }

    @Test
    void otherwiseNothingIs() {
        logger.setLevel(Level.INFO);
        listener.traced(true);
        assertThat(run()).isEmpty();
    }

    private List<String> run() {
        Link data = system.link(counter.out(), listener.in());
        Link end = system.link(counter.signals(), listener.controls());
        system.activate(counter, listener);
        system.run();
        assertThat(data.from()).isNotEqualTo(end.from());
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
