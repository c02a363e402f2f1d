package radio.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.PeerId;
import radio.wire.PublicKey;
import radio.wire.StationId;

class PeersFileTest {
    private static final StationId STATION = new StationId(new PublicKey(1, 2, 3, 4));

    @TempDir Path folder;

    private PeersFile file() {
        return new PeersFile(path(), STATION);
    }

    private Path path() {
        return folder.resolve("peers.json");
    }

    static Contact contact(int number) {
        return new Contact(
                new PeerId(new PublicKey(0, 0, 0, number)),
                List.of(
                        Candidate.parse("192.0.2.7:" + (7000 + number)),
                        Candidate.parse("radio.example:7700"),
                        new Candidate(77, ByteBuffer.wrap(new byte[] {1, -1}))),
                number % 2 == 0,
                number);
    }

    @Test
    void whatWasWrittenIsReadAgain() throws Exception {
        List<Contact> known = List.of(contact(1), contact(2));
        file().write(known);
        assertThat(file().read()).isEqualTo(known);
        assertThat(Files.readString(path()))
                .contains(STATION.toString(), contact(1).peer().toString(), "\"01ff\"");
        assertThat(folder).isDirectoryContaining("glob:**/peers.json");
        assertThat(folder.resolve("peers.json.new")).doesNotExist();
    }

    @Test
    void nodeThatStartsForTheFirstTimeRemembersNobody() {
        assertThat(file().read()).isEmpty();
    }

    @Test
    void peersOfAnotherStationAreNotRemembered() throws Exception {
        new PeersFile(path(), new StationId(new PublicKey(9, 9, 9, 9))).write(List.of(contact(1)));
        assertThat(file().read()).isEmpty();
        file().write(List.of(contact(2)));
        assertThat(file().read()).containsExactly(contact(2));
    }

    @Test
    void atMost64AreKept() throws Exception {
        List<Contact> many = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            many.add(contact(i));
        }
        file().write(many);
        assertThat(file().read()).isEqualTo(many.subList(0, 64));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "\0\0\0",
                "{}",
                "{\"station\":\"STATION\"}",
                "{\"station\":\"STATION\",\"peers\":[null]}",
                "{\"station\":\"STATION\",\"peers\":[{\"peer\":\"PEER\"}]}",
                "{\"station\":\"STATION\",\"peers\":[{\"peer\":\"abc\",\"candidates\":[]}]}",
                "{\"station\":\"STATION\",\"peers\":[{\"peer\":\"PEER\",\"candidates\":[{\"carrier\":1}]}]}",
                "{\"station\":\"STATION\",\"peers\":[{\"peer\":\"PEER\",\"candidates\":[{\"carrier\":300,\"bytes\":\"00\"}]}]}",
                "{\"station\":\"STATION\",\"peers\":[{\"peer\":\"PEER\",\"candidates\":[{\"carrier\":1,\"bytes\":\"0\"}]}]}",
                "{\"station\":\"STATION\",\"peers\":[{\"peer\":\"PEER\",\"candidates\":\"none\"}]}"
            })
    void damagedFileIsNobodyAndIsWrittenAnew(String damaged) throws Exception {
        Files.writeString(
                path(),
                damaged.replace("STATION", STATION.toString()).replace("PEER", "ab".repeat(32)));
        assertThat(file().read()).isEmpty();
        file().write(List.of(contact(1)));
        assertThat(file().read()).containsExactly(contact(1));
    }

    @Test
    void fileThatIsFarTooLongIsNotEvenRead() throws Exception {
        file().write(List.of(contact(1)));
        Files.writeString(path(), Files.readString(path()) + " ".repeat(300_000));
        assertThat(file().read()).isEmpty();
    }

    @Test
    void folderInItsPlaceIsNobody() throws Exception {
        Files.createDirectory(path());
        assertThat(file().read()).isEmpty();
    }
}
