package radio.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NarratorTest {
    private static final long SECOND = 1_000_000_000;

    private static NodeStatus status(String kind) {
        return new NodeStatus(
                kind,
                "0a0a0a0a",
                kind.equals("source") ? "" : "0b0b0b0b",
                1,
                2,
                7,
                100,
                0,
                0,
                85,
                915,
                1000,
                5,
                99,
                2_500_000,
                1_250_000,
                203_456,
                101_700,
                512_000,
                "",
                7790,
                SoundStatus.NONE);
    }

    @Test
    void whatANodeGivesAndGetsStandsInItsLine() {
        assertThat(Narrator.text(status("client")))
                .startsWith("parent 0b0b0b0b, hop 1, 100 chunks, 0 missed")
                .endsWith("1.3 MB down, 2 children, 2.5 MB up; up 203 kbit/s, down 102 kbit/s");
        assertThat(Narrator.text(status("source")))
                .startsWith("on air: 100 chunks")
                .endsWith("2 children, 2.5 MB up; up 203 kbit/s, down 102 kbit/s");
    }

    @Test
    void rateIsWhatCameSinceTheLookBefore() {
        BitRate rate = new BitRate(10 * SECOND);
        assertThat(rate.at(0, 10 * SECOND)).isZero();
        assertThat(rate.at(1000, 11 * SECOND)).isEqualTo(8000);
        // Too soon to tell anything else.
        assertThat(rate.at(2000, 11 * SECOND + SECOND / 4)).isEqualTo(8000);
        assertThat(rate.at(3000, 13 * SECOND)).isEqualTo(8000);
        assertThat(rate.at(3000, 14 * SECOND)).isZero();
    }
}
