package radio.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final long SECOND = 1_000_000_000L;

    private static Health at(boolean source, boolean parent, OptionalLong last, long nowSeconds) {
        return Health.of(source, parent, last, nowSeconds * SECOND);
    }

    @Test
    void soundMakesANodeHealthyAndSilenceSaysWhyItIsNot() {
        OptionalLong then = OptionalLong.of(10 * SECOND);
        assertThat(at(true, false, then, 15)).isEqualTo(new Health(true, "ok"));
        assertThat(at(false, true, then, 15)).isEqualTo(new Health(true, "ok"));
        assertThat(at(true, false, then, 17))
                .isEqualTo(new Health(false, "nothing has been published for 7 s"));
        assertThat(at(false, true, then, 16))
                .isEqualTo(new Health(false, "nothing has been heard for 6 s"));
        assertThat(at(false, false, then, 16).reason())
                .isEqualTo("nothing has been heard for 6 s; there is no parent, looking for one");
        assertThat(at(true, false, OptionalLong.empty(), 1).reason())
                .isEqualTo("nothing has been published yet");
        assertThat(at(false, false, OptionalLong.empty(), 1).reason())
                .startsWith("nothing has been heard yet; there is no parent");
    }
}
