package radio.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import radio.wire.Contact;

class DoorTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Door.Settings SETTINGS = Door.Settings.DEFAULT;

    private final Door door = new Door(SETTINGS, true);

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

    /// As a newcomer is named: it will have room.
    private static Contact roomy(int number) {
        return contact(number, 1);
    }

    private static Contact contact(int number, int freeSlots) {
        return new Contact(Fakes.peer(number), List.of(Fakes.address(number)), true, freeSlots);
    }

    @Test
    void thoseOfTheCrowdAreNamedOldestFirstAndAFewTimesEach() {
        for (int i = 0; i < 3; i++) {
            door.others(Fakes.contact(i), i);
        }
        long settled = SETTINGS.settledNanos() + 5;
        List<Contact> named = new ArrayList<>();
        for (int i = 0; i < 3 * SETTINGS.namings(); i++) {
            named.addAll(door.others(leaf(100), settled));
        }
        List<Contact> expected = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            expected.addAll(Collections.nCopies(SETTINGS.namings(), roomy(i)));
        }
        assertThat(named).isEqualTo(expected);
        assertThat(door.others(leaf(100), settled)).isEmpty();
    }

    @Test
    void whoCameJustNowOrLongAgoIsNotNamedNorIsTheAskerItself() {
        door.others(Fakes.contact(1), 0);
        assertThat(door.others(leaf(100), SETTINGS.settledNanos() - 1)).isEmpty();
        assertThat(door.others(Fakes.contact(1), SETTINGS.settledNanos())).isEmpty();
        assertThat(door.others(leaf(100), SETTINGS.settledNanos())).containsExactly(roomy(1));
        assertThat(door.others(leaf(100), SETTINGS.freshNanos() + 1)).isEmpty();
    }

    @Test
    void whoWasLetInIsNamedToo() {
        assertThat(door.admits(Fakes.contact(1), 0)).isTrue();
        assertThat(door.others(leaf(100), SETTINGS.settledNanos())).containsExactly(roomy(1));
    }

    @Test
    void childrenAreNamedAsOftenAsThereIsRoomBelowThem() {
        Contact one = contact(1, 1);
        Contact three = contact(2, 3);
        Contact acquaintance = contact(3, 0);
        door.known(List.of(one, three), List.of(acquaintance));
        List<Contact> named = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            named.addAll(door.others(leaf(100), 0));
        }
        assertThat(named).containsExactly(one, three, three, three, acquaintance);
        door.known(List.of(one), List.of());
        assertThat(door.others(leaf(100), 0)).containsExactly(one);
    }

    @Test
    void onlyTheSourceNamesTheCrowdBeforeItsChildren() {
        Door elsewhere = new Door(SETTINGS, false);
        Contact child = contact(9, 5);
        for (Door each : List.of(door, elsewhere)) {
            each.known(List.of(child), List.of());
            each.others(Fakes.contact(1), 0);
        }
        assertThat(door.others(leaf(100), SETTINGS.settledNanos()))
                .containsExactly(roomy(1), child);
        assertThat(elsewhere.others(leaf(100), SETTINGS.settledNanos()))
                .containsExactly(child, roomy(1));
    }

    @Test
    void inACrowdOneIsNamedToEach() {
        door.known(List.of(contact(1, 1_000), contact(2, 1_000)), List.of());
        Set<Contact> named = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            List<Contact> one = door.others(leaf(100), 0);
            assertThat(one).hasSize(1);
            named.addAll(one);
        }
        assertThat(named).hasSize(2);
        assertThat(door.takeSentBytes()).isEqualTo(200 * 60);
        assertThat(door.takeSentBytes()).isZero();
    }

    @Test
    void withoutUploadNobodyIsTalkedTo() {
        door.known(List.of(contact(1, 1_000)), List.of());
        door.room(Door.Room.SPENT);
        assertThat(admitted(100, SECOND)).isEqualTo(1);
        assertThat(door.others(leaf(100), 0)).isEmpty();
        assertThat(door.takeSentBytes()).isZero();
    }

    @Test
    void aFloodOfStrangersIsForgottenOldestFirst() {
        for (int i = 0; i < SETTINGS.newcomers() + 1; i++) {
            door.others(Fakes.contact(i), 0);
        }
        assertThat(door.others(leaf(100_000), SETTINGS.settledNanos())).containsExactly(roomy(1));
    }
}
