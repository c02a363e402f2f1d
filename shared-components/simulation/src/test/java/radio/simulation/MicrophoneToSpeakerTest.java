package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A minute from the microphone of a source to the speaker of a listener, both real processes on a
/// virtual sound card: nothing is missing, nothing is late, the pitch is right.
@Tag("acceptance")
class MicrophoneToSpeakerTest {
    private static final int SECONDS = 60;

    /// What a listener asks for, and what the way may take besides.
    private static final long BUFFER_MILLIS = 1000;

    private static final long WAY_MILLIS = 400;

    /// 1 ms.
    private static final int CLICK_TOLERANCE = 48;

    /// 15 ms.
    private static final int MAX_SILENCE = 720;

    @TempDir Path temp;

    @Test
    void aMinuteOfToneAndClicksArrivesWhole() throws Exception {
        Path voice = temp.resolve("voice.wav");
        Sounds.wav(voice, Beeps.RATE, Beeps.seconds(SECONDS + 10));
        try (VirtualCard card = VirtualCard.plugIn(temp.resolve("card"));
                Nodes nodes = new Nodes(temp);
                Ear spoken = new Ear(card, "microphone");
                Ear heard = new Ear(card, "speaker")) {
            String link =
                    nodes.link(nodes.startSource("source", 0, card::plug, "--input", "microphone"));
            NodeProcess listener =
                    nodes.listenOn(card, "listener", link, "--buffer", BUFFER_MILLIS + "ms");
            // So long the lines need to settle; what is spoken first is heard first.
            nodes.untilHeard(listener, 150);
            Process speaking = card.speak(voice);
            try {
                nodes.pass(Duration.ofSeconds(SECONDS + 6));
            } finally {
                speaking.destroy();
            }
            report(spoken, heard);
            nodes.endSource("source");
            nodes.end(listener);
        }
    }

    private static void report(Ear spoken, Ear heard) {
        short[] in = spoken.samples();
        short[] out = heard.samples();
        List<Integer> clicksIn = Beeps.clicks(in);
        List<Integer> clicksOut = Beeps.clicks(out);
        int worst = 0;
        for (int i = 1; i < clicksOut.size(); i++) {
            worst = Math.max(worst, Math.abs(clicksOut.get(i) - clicksOut.get(i - 1) - Beeps.RATE));
        }
        int from = clicksOut.getFirst();
        int until = Math.min(from + SECONDS * Beeps.RATE, out.length);
        List<Double> pitches = Beeps.pitches(out, from, until);
        double low = pitches.stream().mapToDouble(d -> d).min().orElseThrow();
        double high = pitches.stream().mapToDouble(d -> d).max().orElseThrow();
        int silence = Beeps.longestSilence(out, from, until);
        long delayMillis =
                (heard.nanosOf(clicksOut.getFirst()) - spoken.nanosOf(clicksIn.getFirst()))
                        / 1_000_000;
        System.out.printf(
                "microphone to speaker: delay %d ms, %d clicks at most %.2f ms off, pitch %.2f to"
                        + " %.2f Hz, longest silence %.1f ms%n",
                delayMillis, clicksOut.size(), worst / 48.0, low, high, silence / 48.0);
        assertThat(clicksOut).hasSizeGreaterThanOrEqualTo(SECONDS);
        assertThat(worst).as("samples off").isLessThanOrEqualTo(CLICK_TOLERANCE);
        assertThat(low).isGreaterThan(999);
        assertThat(high).isLessThan(1001);
        assertThat(silence).as("samples of silence").isLessThanOrEqualTo(MAX_SILENCE);
        assertThat(delayMillis).isBetween(BUFFER_MILLIS / 2, BUFFER_MILLIS + WAY_MILLIS);
    }
}
