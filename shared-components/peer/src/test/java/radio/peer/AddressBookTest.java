package radio.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.axon.AxonSystem;
import radio.axon.SteppingSystem;
import radio.wire.Contact;
import radio.wire.PublicKey;
import radio.wire.StationId;

class AddressBookTest {
    private static final StationId STATION = new StationId(new PublicKey(1, 2, 3, 4));

    @TempDir Path folder;

    private final SteppingSystem system = AxonSystem.stepping(3);
    private List<Contact> known = List.of();

    @AfterEach
    void end() {
        system.close();
    }

    private PeersFile start(List<Contact> remembered) {
        PeersFile file = new PeersFile(folder.resolve("peers.json"), STATION);
        system.activate(new AddressBook(file, remembered, () -> known));
        return file;
    }

    private static Contact contact(int number) {
        return PeersFileTest.contact(number);
    }

    @Test
    void whatIsKnownIsWrittenEvery30SecondsIfItHasChanged() throws Exception {
        PeersFile file = start(List.of());
        known = List.of(contact(1));
        system.runFor(Duration.ofSeconds(29));
        assertThat(file.read()).isEmpty();
        system.runFor(Duration.ofSeconds(2));
        assertThat(file.read()).containsExactly(contact(1));

        Files.delete(folder.resolve("peers.json"));
        system.runFor(Duration.ofSeconds(60));
        assertThat(folder.resolve("peers.json")).doesNotExist();
        known = List.of(contact(2), contact(1));
        system.runFor(Duration.ofSeconds(31));
        assertThat(file.read()).containsExactly(contact(2), contact(1));
    }

    @Test
    void whatIsKnownAtTheEndIsWritten() {
        PeersFile file = start(List.of());
        system.runFor(Duration.ofSeconds(1));
        known = List.of(contact(1));
        system.shutdown();
        system.runFor(Duration.ofSeconds(1));
        assertThat(file.read()).containsExactly(contact(1));
    }

    @Test
    void whoHasFoundNobodyForgetsNobody() throws Exception {
        new PeersFile(folder.resolve("peers.json"), STATION).write(List.of(contact(1)));
        PeersFile file = start(List.of(contact(1)));
        system.runFor(Duration.ofSeconds(100));
        system.shutdown();
        system.runFor(Duration.ofSeconds(1));
        assertThat(file.read()).containsExactly(contact(1));
    }

    @Test
    void folderThatCannotBeWrittenEndsNothing() throws Exception {
        Files.createDirectories(folder.resolve("peers.json").resolve("in the way"));
        PeersFile file = start(List.of());
        known = List.of(contact(1));
        system.runFor(Duration.ofSeconds(100));
        assertThat(system.components()).hasSize(1);
        assertThat(file.read()).isEmpty();
    }
}
