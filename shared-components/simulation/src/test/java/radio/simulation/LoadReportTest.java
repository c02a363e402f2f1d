package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LoadReportTest {
    private static final long SECOND = 1_000_000_000;

    private static double delivery(long... bytes) {
        return LoadReport.of(bytes, bytes.length, 0, 0, 0, 0, 0, 10 * SECOND).delivery();
    }

    @Test
    void oneWriteOnEitherSideOfTheWindowIsNoLoss() {
        assertThat(delivery(100_000, 100_000, 98_000, 100_000)).isEqualTo(1);
    }

    @Test
    void whoGetsHalfOrNothingIsMissedInTheWhole() {
        assertThat(delivery(98_000, 49_000, 98_000, 98_000)).isCloseTo(.875, within(.01));
        assertThat(delivery(98_000, 0, 98_000, 98_000)).isEqualTo(.75);
        assertThat(delivery(0, 0)).isZero();
        assertThat(delivery()).isZero();
    }

    @Test
    void allBytesAreCounted() {
        LoadReport report = LoadReport.of(new long[] {3, 0, 4}, 2, 1, 1, 1, 2, 1500, SECOND);
        assertThat(report.bytes()).isEqualTo(7);
        assertThat(report.listeners()).isEqualTo(3);
        assertThat(report.streaming()).isEqualTo(2);
    }
}
