package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.axon.Clock;
import radio.client.ClientMain;
import radio.client.ClientReport;
import radio.source.SourceMain;
import radio.source.SourceReport;

/// From a microphone to a speaker, both of the virtual sound card that `scripts/virtual-sound`
/// makes.
@Tag("e2e")
class SoundCardTest {
    private static final int RATE = 48_000;
    private static final int SECONDS = 3;
    private static final int BLOCK = RATE / 100;

    @TempDir Path temp;

    private @Nullable VirtualCard card;

    @BeforeEach
    void plugIn() throws IOException {
        card = VirtualCard.plugIn(temp.resolve("card"));
    }

    @AfterEach
    void unplug() throws IOException {
        if (card != null) {
            card.close();
        }
    }

    @Test
    void whatTheMicrophoneHearsComesOutOfAListenersSpeaker() throws Exception {
        Path tone = temp.resolve("tone.wav");
        Sounds.wav(tone, RATE, sine(60));
        Process voice = card().speak(tone);
        try (Nodes nodes = new Nodes(temp)) {
            String link =
                    nodes.link(
                            nodes.startSource("source", 0, card()::plug, "--input", "microphone"));
            NodeProcess listener = nodes.listenOn(card(), "listener", link);
            // Three seconds after the first chunk the line has long settled.
            nodes.untilHeard(listener, 30);
            short[] heard = record();

            assertThat(frequency(heard)).isBetween(995.0, 1005.0);
            // A busy machine may lose a moment of live sound, but not a tenth of it.
            assertThat(loudBlocks(heard)).isGreaterThan(heard.length / BLOCK * 9 / 10);
        } finally {
            voice.destroy();
        }
    }

    @Test
    void sourceWhoseSoundServerDiesSendsSilenceUntilItIsBack() throws Exception {
        Path tone = temp.resolve("tone.wav");
        Sounds.wav(tone, RATE, sine(60));
        Path recording = temp.resolve("recording.wav");
        Process voice = card().speak(tone);
        try (Nodes nodes = new Nodes(temp)) {
            NodeProcess source =
                    nodes.startSource("source", 0, card()::plug, "--input", "microphone");
            NodeProcess listener =
                    nodes.listen("listener", nodes.link(source), "--output", "file:" + recording);
            nodes.untilHeard(listener, 20);
            card().kill();
            nodes.untilHeard(listener, 45);
            card().start();
            voice = card().speak(tone);
            nodes.until("it is back", () -> source.lastWords().contains("is back"));
            nodes.untilHeard(listener, Nodes.received(listener) + 20);

            SourceReport sent = nodes.endSource("source");
            ClientReport heard = nodes.endWithLast(listener, sent);
            assertThat(sent.failures()).isEmpty();
            assertThat(sent.captureGaps()).isEqualTo(1);
            assertThat(sent.microphone().losses()).isEqualTo(1);
            assertThat(sent.microphone().awayMillis()).isGreaterThan(1000);
            assertThat(source.lastWords().lines()).as(source.lastWords()).hasSize(2);
            assertThat(heard.chunksMissed()).isZero();
            short[] sound = Sounds.recorded(recording);
            int second = 2 * RATE;
            assertThat(loudBlocks(Arrays.copyOfRange(sound, 0, second))).isGreaterThan(90);
            assertThat(loudBlocks(Arrays.copyOfRange(sound, sound.length - second, sound.length)))
                    .isGreaterThan(90);
            assertThat(loudBlocks(sound)).isLessThan(sound.length / BLOCK - 100);
        } finally {
            voice.destroy();
        }
    }

    @Test
    void doctorFindsTheCardsDevices() throws Exception {
        try (Nodes nodes = new Nodes(temp)) {
            NodeProcess source = doctor(nodes, SourceMain.class, "--input", "devices");
            assertThat(source.said())
                    .contains("ok microphone:default [default] opens at 48000 Hz\n");
            assertThat(source.process().exitValue()).isZero();
            NodeProcess client = doctor(nodes, ClientMain.class, "--doctor");
            assertThat(client.said()).contains("ok speaker:default [default] opens at 48000 Hz\n");
            assertThat(client.process().exitValue()).isZero();
            NodeProcess other =
                    doctor(nodes, ClientMain.class, "--doctor", "--output", "speaker:Küche");
            assertThat(other.said()).contains("missing speaker:Küche: ");
            assertThat(other.process().exitValue()).isEqualTo(1);
        }
    }

    private NodeProcess doctor(Nodes nodes, Class<?> main, String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--port", "0", "--bind", "127.0.0.1"));
        NodeProcess node = nodes.add(NodeProcess.start("doctor", main, temp, all, card()::plug));
        nodes.until("the doctor has ended", () -> !node.alive());
        assertThat(node.lastWords()).isEmpty();
        return node;
    }

    /// Killed twice, and each time started again in the same place.
    @Test
    void listenerWhoseSoundServerDiesServesItsChildAndPlaysAgain() throws Exception {
        try (Nodes nodes = new Nodes(temp)) {
            String link = nodes.onAir("source", "--input", "tone", "--slots", "1");
            NodeProcess listener = nodes.listenOn(card(), "listener", link);
            nodes.untilHeard(listener, 10);
            Path recorded = temp.resolve("recorded.wav");
            NodeProcess child =
                    nodes.listen("child", link, "--slots", "0", "--output", "file:" + recorded);
            nodes.untilHeard(child, 20);

            for (int time = 1; time <= 2; time++) {
                card().kill();
                untilSaid(nodes, listener, "takes no more sound", time);
                double cores = cores(nodes, listener, Duration.ofSeconds(2));
                System.out.printf("without its speaker: %.3f of a core%n", cores);
                // A loop that spins would take all of one. Other programs make it cost more.
                assertThat(cores).isLessThan(0.2);
                card().start();
                untilSaid(nodes, listener, "the speaker is back", time);
                // Silence first, until the line's clock has settled.
                nodes.pass(Duration.ofSeconds(1));
                short[] heard = record();
                assertThat(frequency(heard)).isBetween(995.0, 1005.0);
                assertThat(loudBlocks(heard)).isGreaterThan(heard.length / BLOCK * 9 / 10);
            }

            SourceReport source = nodes.endSource("source");
            ClientReport untouched = nodes.endWithLast(child, source);
            assertThat(untouched.failures()).isEmpty();
            assertThat(untouched.chunksMissed() + untouched.chunksDuplicate()).isZero();
            assertThat(untouched.hop()).isEqualTo(2);
            ClientReport report = nodes.endWithLast(listener, source);
            System.out.println(report.speaker());
            assertThat(report.failures()).isEmpty();
            assertThat(report.speaker().losses()).isEqualTo(2);
            assertThat(report.speaker().reopenings()).isEqualTo(2);
        }
    }

    private static void untilSaid(Nodes nodes, NodeProcess node, String words, int times)
            throws IOException, InterruptedException {
        nodes.until(
                node.name() + " has said '" + words + "' for the " + times + ". time",
                () -> node.lastWords().split(words, -1).length == times + 1);
    }

    /// Share of a core's time that a process takes.
    private static double cores(Nodes nodes, NodeProcess node, Duration time)
            throws IOException, InterruptedException {
        long fromNanos = Clock.system().nanoTime();
        double before = Nodes.cpuSeconds(node);
        nodes.pass(time);
        return (Nodes.cpuSeconds(node) - before) * 1e9 / (Clock.system().nanoTime() - fromNanos);
    }

    private VirtualCard card() {
        return Objects.requireNonNull(card);
    }

    private short[] record() throws IOException {
        Process ear = card().hear("speaker");
        try (InputStream in = ear.getInputStream()) {
            return Sounds.samples(ByteBuffer.wrap(in.readNBytes(2 * RATE * SECONDS)));
        } finally {
            ear.destroy();
        }
    }

    private static short[] sine(int seconds) {
        short[] samples = new short[RATE * seconds];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (8000 * Math.sin(2 * Math.PI * 1000 * i / RATE));
        }
        return samples;
    }

    /// Upward crossings of zero a second.
    private static double frequency(short[] samples) {
        int crossings = 0;
        for (int i = 1; i < samples.length; i++) {
            crossings += samples[i - 1] < 0 && samples[i] >= 0 ? 1 : 0;
        }
        return (double) crossings * RATE / samples.length;
    }

    /// How many blocks of 10 ms have at least a quarter of the tone's height.
    private static int loudBlocks(short[] samples) {
        int loud = 0;
        for (int from = 0; from + BLOCK <= samples.length; from += BLOCK) {
            int peak = 0;
            for (int i = from; i < from + BLOCK; i++) {
                peak = Math.max(peak, Math.abs(samples[i]));
            }
            loud += peak >= 2000 ? 1 : 0;
        }
        return loud;
    }
}
