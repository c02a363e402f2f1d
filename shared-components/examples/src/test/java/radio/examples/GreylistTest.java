package radio.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import radio.axon.ManualClock;

class GreylistTest {
    private static final Greylist.Triplet ADA =
            new Greylist.Triplet("192.0.2.1", "ada@example.org", "bob@example.net");
    private static final Greylist.Triplet OTHER =
            new Greylist.Triplet("192.0.2.2", "ada@example.org", "bob@example.net");

    private final ManualClock clock = new ManualClock();
    private final Greylist greylist = new Greylist(clock, 100);

    private boolean after(long seconds, Greylist.Triplet triplet) {
        return after(seconds, greylist, triplet);
    }

    private boolean after(long seconds, Greylist asked, Greylist.Triplet triplet) {
        clock.advance(Duration.ofSeconds(seconds));
        return asked.accepts(triplet);
    }

    @Test
    void aStrangerIsDeferredAndAcceptedAfterAnHour() {
        assertThat(after(0, ADA)).isFalse();
        assertThat(after(3600, ADA)).isTrue();
    }

    @Test
    void backTooSoonItsTimeStartsAgain() {
        assertThat(after(0, ADA)).isFalse();
        assertThat(after(179, ADA)).isFalse();
        assertThat(after(3599, ADA)).isFalse();
        assertThat(after(1, ADA)).isTrue();
    }

    @Test
    void backTooEarlyItsTimeRunsOn() {
        assertThat(after(0, ADA)).isFalse();
        assertThat(after(180, ADA)).isFalse();
        assertThat(after(3600 - 181, ADA)).isFalse();
        assertThat(after(1, ADA)).isTrue();
    }

    @Test
    void backTooLateItIsAStrangerAgain() {
        assertThat(after(0, ADA)).isFalse();
        assertThat(after(25_001, ADA)).isFalse();
        assertThat(after(3599, ADA)).isFalse();
        assertThat(after(25_000 - 3599, ADA)).isTrue();
    }

    @Test
    void aKnownOneIsAcceptedForFiveWeeksAfterItsLastMail() {
        assertThat(after(0, ADA)).isFalse();
        assertThat(after(3600, ADA)).isTrue();
        assertThat(after(1, ADA)).isTrue();
        assertThat(after(3_000_000, ADA)).isTrue();
        assertThat(after(3_000_000, ADA)).isTrue();
        assertThat(after(3_000_001, ADA)).isFalse();
        assertThat(after(3600, ADA)).isTrue();
    }

    @Test
    void everyTripletHasATimeOfItsOwn() {
        assertThat(after(0, ADA)).isFalse();
        assertThat(after(3600, OTHER)).isFalse();
        assertThat(after(0, ADA)).isTrue();
        assertThat(after(3600, OTHER)).isTrue();
    }

    @Test
    void whoWasNotAskedForLongestIsForgottenForANewOne() {
        Greylist small = new Greylist(clock, 2);
        small.accepts(ADA);
        small.accepts(OTHER);
        small.accepts(ADA);
        small.accepts(new Greylist.Triplet("192.0.2.3", "", "bob@example.net"));
        assertThat(small.size()).isEqualTo(2);
        assertThat(small.forgotten()).isEqualTo(1);
        clock.advance(Duration.ofHours(2));
        assertThat(small.accepts(ADA)).isTrue();
        assertThat(small.accepts(OTHER)).isFalse();
    }

    /// Against the rule written down once more, as naively as it goes.
    @Test
    void itDoesWhatItsRuleSays() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Greylist fresh = new Greylist(clock, 100);
            Map<Greylist.Triplet, Long> noted = new HashMap<>();
            Map<Greylist.Triplet, Long> known = new HashMap<>();
            long now = 0;
            for (int i = 0; i < 300; i++) {
                int[] steps = {0, 1, 100, 179, 180, 1000, 3600, 20_000, 30_000, 2_999_000};
                int step = steps[random.nextInt(steps.length)];
                now += step;
                Greylist.Triplet triplet = random.nextBoolean() ? ADA : OTHER;
                boolean expected;
                if (known.containsKey(triplet) && now - known.get(triplet) <= 3_000_000) {
                    known.put(triplet, now);
                    expected = true;
                } else if (known.remove(triplet) != null || !noted.containsKey(triplet)) {
                    noted.put(triplet, now);
                    expected = false;
                } else {
                    long age = now - noted.get(triplet);
                    expected = age >= 3600 && age <= 25_000;
                    if (expected) {
                        noted.remove(triplet);
                        known.put(triplet, now);
                    } else if (age < 180 || age > 25_000) {
                        noted.put(triplet, now);
                    }
                }
                assertThat(after(step, fresh, triplet))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(expected);
            }
        }
    }
}
