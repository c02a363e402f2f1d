package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import radio.axon.AxonSystem;
import radio.axon.Pipeline;
import radio.axon.SteppingSystem;

/// The programme that the repository ships can be played by what the repository ships.
class DemoProgrammeTest {

    private static final Path DEMO = Path.of("../../config/demo");

    @Test
    void demoProgrammeLoopsWithoutABrokenEntryOrASilentMinute() {
        assertPlays(Playlist.open(DEMO.resolve("programme.m3u")));
    }

    @Test
    void demoDirectoryPlaysLikeItsList() {
        assertPlays(Playlist.open(DEMO));
    }

    private static void assertPlays(Playlist playlist) {
        assertThat(playlist.items()).hasSize(3);
        FileSource source = new FileSource(playlist, true, 2);
        Gather<Pcm> gather = new Gather<>(Pcm.class);
        try (SteppingSystem system = AxonSystem.stepping(1)) {
            system.activate(Pipeline.of(source, new Pacer(FileSource.AHEAD_BLOCKS), gather));
            system.runFor(Duration.ofSeconds(60));
        }
        assertThat(source.skipped()).isZero();
        assertThat(gather.messages.stream().map(Pcm::title).filter(t -> !t.isEmpty()).distinct())
                .hasSize(3);
        short[] sound = Station.join(gather.messages);
        for (int second = 0; second < 60; second++) {
            int loudest = 0;
            for (int i = second * 96_000; i < (second + 1) * 96_000 && i < sound.length; i++) {
                loudest = Math.max(loudest, Math.abs(sound[i]));
            }
            assertThat(loudest).as("second %d", second).isBetween(1000, 32_767);
        }
    }
}
