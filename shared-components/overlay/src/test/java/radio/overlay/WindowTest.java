package radio.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The window against a set that forgets nothing.
class WindowTest {
    @Test
    void windowAgreesWithANaiveModel() {
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Window window = new Window(16);
            TreeSet<Long> all = new TreeSet<>();
            long at = random.nextInt(50);
            for (int i = 0; i < 500; i++) {
                at += random.nextInt(40) == 0 ? random.nextInt(40) : 1;
                long sequence = Math.max(0, at - random.nextInt(20));
                long oldest = all.isEmpty() ? 0 : Math.max(0, all.last() - 15);
                boolean wanted = sequence >= oldest && !all.contains(sequence);
                assertThat(window.wants(sequence)).as("seed %d", seed).isEqualTo(wanted);
                if (wanted) {
                    window.add(sequence);
                    all.add(sequence);
                }
                assertThat(window.newest()).isEqualTo((long) all.last());
                for (long s = window.oldest(); s <= window.newest(); s++) {
                    assertThat(window.holds(s))
                            .as("seed %d: %d", seed, s)
                            .isEqualTo(all.contains(s));
                }
                assertThat(window.holds(window.next())).isFalse();
                assertThat(window.next()).isGreaterThanOrEqualTo(window.oldest());
                if (window.hasHole() && random.nextInt(5) == 0) {
                    window.giveUpHole();
                }
            }
        }
    }

    @Test
    void emptyWindowWantsEverything() {
        Window window = new Window(8);
        assertThat(window.isEmpty()).isTrue();
        assertThat(window.wants(0)).isTrue();
        assertThat(window.wants(Long.MAX_VALUE - 1)).isTrue();
        assertThat(window.holds(0)).isFalse();
        assertThat(window.hasHole()).isFalse();
    }
}
