package radio.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import radio.wire.Contact;

class DoorTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Door.Settings SETTINGS = Door.Settings.DEFAULT;

    private final Door door = new Door(SETTINGS);

    /// A node that takes no connections.
    private static Contact leaf(int number) {
        return new Contact(Fakes.peer(number), List.of(), false, 0);
    }

    private int admitted(int strangers, long nowNanos) {
        int admitted = 0;
        for (int i = 0; i < strangers; i++) {
            admitted += door.admits(leaf(1_000 + i), nowNanos) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void lessRoomMeansFewerStrangers() {
        assertThat(admitted(500, SECOND)).isEqualTo(500);
        door.room(Door.Room.LINKS);
        assertThat(admitted(500, SECOND)).isEqualTo(SETTINGS.linkPerSecond());
        assertThat(admitted(500, 2 * SECOND)).isEqualTo(SETTINGS.linkPerSecond());
        door.room(Door.Room.NOTHING);
        assertThat(admitted(500, 4 * SECOND)).isEqualTo(SETTINGS.fullPerSecond());
        assertThat(admitted(500, 4 * SECOND + SECOND / SETTINGS.fullPerSecond())).isEqualTo(1);
        door.room(Door.Room.CHILDREN);
        assertThat(admitted(500, 4 * SECOND)).isEqualTo(500);
    }

    @Test
    void thoseOfTheCrowdAreNamedOldestFirstAndAFewTimesEach() {
        for (int i = 0; i < 6; i++) {
            door.others(Fakes.contact(i), i);
        }
        long settled = SETTINGS.settledNanos() + 5;
        List<Contact> named = new ArrayList<>();
        for (int i = 0; i < 3 * SETTINGS.namings(); i++) {
            named.addAll(door.others(leaf(100), settled));
        }
        List<Contact> expected = new ArrayList<>();
        for (int pair = 0; pair < 3; pair++) {
            for (int i = 0; i < SETTINGS.namings(); i++) {
                expected.add(Fakes.contact(2 * pair));
                expected.add(Fakes.contact(2 * pair + 1));
            }
        }
        assertThat(named).isEqualTo(expected);
        assertThat(door.others(leaf(100), settled)).isEmpty();
        assertThat(door.takeSentOn()).isEqualTo(6 + 3 * SETTINGS.namings() + 1);
        assertThat(door.takeSentOn()).isZero();
    }

    @Test
    void whoCameJustNowOrLongAgoIsNotNamedNorIsTheAskerItself() {
        door.others(Fakes.contact(1), 0);
        assertThat(door.others(leaf(100), SETTINGS.settledNanos() - 1)).isEmpty();
        assertThat(door.others(Fakes.contact(1), SETTINGS.settledNanos())).isEmpty();
        assertThat(door.others(leaf(100), SETTINGS.settledNanos()))
                .containsExactly(Fakes.contact(1));
        assertThat(door.others(leaf(100), SETTINGS.freshNanos() + 1)).isEmpty();
    }

    @Test
    void whoWasLetInIsNamedToo() {
        assertThat(door.admits(Fakes.contact(1), 0)).isTrue();
        assertThat(door.others(leaf(100), SETTINGS.settledNanos()))
                .containsExactly(Fakes.contact(1));
    }

    @Test
    void withoutACrowdThoseKnownAreNamedInTurn() {
        List<Contact> known = List.of(Fakes.contact(1), Fakes.contact(2), Fakes.contact(3));
        door.known(known);
        List<Contact> named = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            named.addAll(door.others(leaf(100), 0));
        }
        for (Contact contact : known) {
            assertThat(Collections.frequency(named, contact)).isEqualTo(2);
        }
        assertThat(door.others(Fakes.contact(1), 0)).doesNotContain(Fakes.contact(1)).hasSize(2);
    }

    @Test
    void aFloodOfStrangersIsForgottenOldestFirst() {
        for (int i = 0; i < SETTINGS.newcomers() + 1; i++) {
            door.others(Fakes.contact(i), 0);
        }
        assertThat(door.others(leaf(100_000), SETTINGS.settledNanos()))
                .containsExactly(Fakes.contact(1), Fakes.contact(2));
    }
}
