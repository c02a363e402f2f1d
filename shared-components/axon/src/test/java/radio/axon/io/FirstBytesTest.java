package radio.axon.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import radio.axon.AxonSystem;
import radio.axon.Clock;

/// What a program says, kept by one for both of its outputs.
@Timeout(60)
class FirstBytesTest {
    private final AxonSystem system = new AxonSystem("live", Clock.system());

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void whatItSaysOnBothOutputsIsKept() throws InterruptedException {
        UnixProcess process = UnixProcess.of("sh", "-c", "echo good; echo bad >&2; exit 3");
        FirstBytes said = keptOf(process, 100);
        system.run();
        assertThat(said.text().lines()).containsExactlyInAnyOrder("good", "bad");
        assertThat(process.exitCode()).hasValue(3);
    }

    @Test
    void tooMuchIsPassedOverAndHoldsNothingUp() throws InterruptedException {
        UnixProcess process =
                UnixProcess.of("sh", "-c", "echo first; head -c 3000000 /dev/zero | tr '\\0' x");
        FirstBytes said = keptOf(process, 10);
        system.run();
        assertThat(said.text()).isEqualTo("first\nxxxx");
        assertThat(process.exitCode()).hasValue(0);
    }

    @Test
    void ofAProgramThatDoesNotEndThereIsWhatItHasSaid() {
        UnixProcess process = UnixProcess.of("sh", "-c", "echo first; exec sleep 1000");
        FirstBytes said = keptOf(process, 100);
        while (said.text().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(process.isStopped()).isFalse();
        system.close();
        assertThat(said.text()).isEqualTo("first\n");
        assertThat(process.exitCode()).isEqualTo(OptionalInt.empty());
        assertThat(system.components()).isEmpty();
    }

    @Test
    void aMissingProgramSaysNothing() throws InterruptedException {
        UnixProcess process = UnixProcess.of("no-such-program-here").mayBeMissing();
        FirstBytes said = keptOf(process, 100);
        system.run();
        assertThat(said.text()).isEmpty();
        assertThat(process.exitCode()).hasValue(UnixProcess.CANNOT_BE_RUN);
    }

    @Test
    void toKeepNothingIsRefused() {
        assertThatThrownBy(() -> new FirstBytes(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private FirstBytes keptOf(UnixProcess process, int maxBytes) {
        FirstBytes said = new FirstBytes(maxBytes);
        system.link(process.outbox("outbox"), said.inbox("inbox"));
        system.link(process.outbox("stderr"), said.inbox("inbox"));
        system.link(process.outbox("signal"), said.inbox("control"));
        system.activate(said, process);
        return said;
    }
}
