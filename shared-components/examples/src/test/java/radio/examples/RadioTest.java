package radio.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import radio.audio.NullSink;
import radio.audio.Tone;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.peer.Node;
import radio.testing.Eventually;
import radio.wire.StationLink;

@Timeout(90)
class RadioTest {
    private static final int SECOND = 48_000;
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    /// The second client knows the first one only: what it hears was passed on.
    @Test
    void aClientPlaysWhatTheSourceSendsAndServesItOn() {
        try (AxonSystem source = new AxonSystem("source", Clock.system());
                AxonSystem near = new AxonSystem("near", Clock.system());
                AxonSystem far = new AxonSystem("far", Clock.system())) {
            StationLink link =
                    RadioSourceExample.broadcast(source, new Tone(440, 2), "127.0.0.1", 0, NOWHERE);
            NullSink nearSink = new NullSink();
            Node first = RadioClientExample.listen(near, link, nearSink, "127.0.0.1", 0, NOWHERE);
            Eventually.until("a second is played", () -> nearSink.frames() > SECOND);
            NullSink farSink = new NullSink();
            RadioClientExample.listen(
                    far,
                    new StationLink(first.addresses(), link.station()),
                    farSink,
                    "127.0.0.1",
                    0,
                    NOWHERE);
            Eventually.until("a second is played there", () -> farSink.frames() > SECOND);
            assertThat(first.station()).isEqualTo(link.station());
        }
    }
}
