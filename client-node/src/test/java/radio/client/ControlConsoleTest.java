package radio.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import radio.audio.device.SpeakerControl;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.SteppingSystem;

class ControlConsoleTest {
    private final List<SpeakerControl> heeded = new ArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private int quits;

    @Test
    void commandsReachTheSpeakerAndAreAnsweredInALine() {
        run("pause\n  VOLUME 35 \r\n\nplay\nstatus\nquit\n", true);
        assertThat(heeded)
                .containsExactly(
                        new SpeakerControl.Pause(),
                        new SpeakerControl.Volume(35),
                        new SpeakerControl.Resume());
        assertThat(answers()).containsExactly("paused", "volume 35", "playing", "well", "ending");
        assertThat(quits).isEqualTo(1);
    }

    @Test
    void whatIsNoCommandIsAnsweredInALine() {
        run("dance\nvolume\nvolume 101\nvolume -1\nvolume 1 2\n" + "x".repeat(9000) + "\n", true);
        assertThat(heeded).isEmpty();
        assertThat(answers()).hasSize(6);
        for (String answer : answers()) {
            assertThat(answer)
                    .startsWith("unknown command '")
                    .endsWith("write pause, play, volume 0-100, status or quit")
                    .hasSizeLessThan(130);
        }
    }

    @Test
    void withoutASpeakerThatIsSaid() {
        run("pause\nstatus\n", false);
        assertThat(answers().getFirst()).contains("no speaker");
        assertThat(answers().getLast()).isEqualTo("well");
    }

    @Test
    void endOfInputAndHalfALineChangeNothing() {
        run("pau", true);
        assertThat(answers()).isEmpty();
        assertThat(quits).isZero();
    }

    @Test
    void streamThatCannotBeReadEndsTheControlOnly() throws IOException {
        InputStream closed = InputStream.nullInputStream();
        closed.close();
        run(closed, true);
        assertThat(answers()).isEmpty();
    }

    private void run(String typed, boolean speaker) {
        run(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)), speaker);
    }

    private void run(InputStream typed, boolean speaker) {
        try (SteppingSystem system = AxonSystem.stepping(3)) {
            ControlConsole console =
                    new ControlConsole(
                            typed,
                            new PrintStream(said, true, StandardCharsets.UTF_8),
                            () -> "well",
                            () -> quits++);
            if (speaker) {
                Speaker heeds = new Speaker();
                system.link(
                        console.outbox("outbox", SpeakerControl.class),
                        heeds.inbox("inbox", SpeakerControl.class));
                system.activate(heeds);
            }
            system.activate(console);
            system.runFor(Duration.ofSeconds(2));
        }
    }

    private List<String> answers() {
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private final class Speaker extends Component {
        private final Inbox<SpeakerControl> playback =
                typedInbox(SpeakerControl.class, "playback", Bound.DEFAULT);

        Speaker() {
            super("speaker");
        }

        @Override
        protected void run() {
            for (SpeakerControl control : playback.untilFinished()) {
                heeded.add(control);
            }
        }
    }
}
