package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import radio.testing.Programs;

/// A small run of `bench fanout`: that it works, not how fast.
@Tag("e2e")
class FanoutBenchTest {
    private static List<BenchMain.Result> run(boolean compare) throws Exception {
        PrintStream said =
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return FanoutBench.run(
                new FanoutBench.Settings(
                        List.of(50),
                        1,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3),
                        compare ? 0 : 60,
                        compare),
                said);
    }

    private static double ours(List<BenchMain.Result> results, String what) {
        return results.stream()
                .filter(result -> result.what().equals(what))
                .findFirst()
                .orElseThrow(() -> new AssertionError(what + " is not among " + results))
                .ours();
    }

    @Test
    void fiftyListenersAreServedAndCounted() throws Exception {
        List<BenchMain.Result> results = run(false);
        assertThat(ours(results, "silent of 50 listeners")).isZero();
        assertThat(ours(results, "all it does of 50 listeners")).isPositive();
        assertThat(ours(results, "memory of 50 listeners")).isPositive();
        assertThat(ours(results, "still served of 60 listeners")).isEqualTo(60);
    }

    @Test
    @Tag("acceptance")
    void icecastServesTheSame() throws Exception {
        Programs.need("icecast2", "ffmpeg");
        List<BenchMain.Result> results = run(true);
        assertThat(results)
                .filteredOn(result -> result.what().equals("memory of 50 listeners"))
                .extracting(BenchMain.Result::peerName)
                .containsExactly("icecast2, the same pages", "icecast2, MP3 at 128 kbit/s");
        assertThat(results)
                .filteredOn(result -> result.what().equals("memory of 50 listeners"))
                .allMatch(result -> result.peer() > 0);
    }
}
