package radio.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CandidateTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.7:7701",
                "0.0.0.0:1",
                "255.255.255.255:65535",
                "localhost:7700",
                "radio.example:7700",
                "my-node_2.local:80",
                "[::1]:7700",
                "[2001:db8::1]:7700",
                "[fe80::1%eth0]:7700"
            })
    void addressIsShownAsItWasTyped(String text) {
        assertThat(Candidate.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "radio.example, |'radio.example' is not HOST:PORT|",
                "||, |'' is not HOST:PORT|",
                ":7700, |':7700' is not HOST:PORT|",
                "radio.example:, |'' is not a port number|",
                "radio.example:http, |'http' is not a port number|",
                "radio.example:0, port 0 is not 1 to 65535",
                "radio.example:65536, port 65536 is not 1 to 65535",
                "radio.example:-1, port -1 is not 1 to 65535",
                "radio.example:99999999999, |'99999999999' is not a port number|",
                "2001:db8::1:7700, |'2001:db8::1:7700': write an IPv6 address in brackets, "
                        + "[2001:db8::1]:PORT|",
                "[]:7700, |'' is not a host name or address|",
                "256.1.1.1:7700, |'256.1.1.1' is not an IPv4 address|",
                "bücher.example:7700, |'bücher.example' is not a host name or address|",
                "my node:7700, |'my node' is not a host name or address|",
                "user@radio.example:7700, |'user@radio.example' is not a host name or address|"
            })
    void whatIsWrongWithAnAddressIsSaidToWhoeverTypedIt(String text, String message) {
        assertThatThrownBy(() -> Candidate.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void hostNameOfUpTo62BytesFits() {
        assertThat(Candidate.parse("a".repeat(62) + ":1").port()).isEqualTo(1);
        assertThatThrownBy(() -> Candidate.parse("a".repeat(63) + ":1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + "a".repeat(63) + "' is not a host name or address");
    }

    @Test
    void literalAddressesAndNamesAreDifferentCarriers() {
        assertThat(Candidate.parse("192.0.2.7:7701"))
                .isEqualTo(new Candidate(Candidate.TCP, Samples.hex("c00002071e15")));
        assertThat(Candidate.parse("a:258"))
                .isEqualTo(new Candidate(Candidate.TCP_NAME, Samples.hex("010261")));
        assertThat(Candidate.tcp(new byte[16], 7700)).hasToString("[0:0:0:0:0:0:0:0]:7700");
        assertThatThrownBy(() -> Candidate.tcp(new byte[5], 7700))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an address of 5 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        // carriers we cannot dial, or whose bytes make no sense
        "77, c00002071e15",
        "1, c0000207",
        "1, c00002070000",
        "2, 1e14",
        "2, 000061",
        "2, 1e1461206c696e650a",
        "2, 1e14c328",
        "0, ''"
    })
    void whatCannotBeDialledHasNoHostAndIsKept(int carrier, String hex) {
        Candidate candidate = new Candidate(carrier, Samples.hex(hex));

        assertThat(candidate.host()).isEmpty();
        assertThat(candidate.bytes()).isEqualTo(Samples.hex(hex));
        assertThat(candidate).hasToString("carrier " + carrier);
    }

    @Test
    void candidatesOfEqualBytesAreEqual() {
        ByteBuffer inTheMiddle = Samples.hex("00c00002071e15").position(1);
        Candidate candidate = new Candidate(Candidate.TCP, inTheMiddle);

        assertThat(candidate)
                .isEqualTo(Candidate.parse("192.0.2.7:7701"))
                .hasSameHashCodeAs(Candidate.parse("192.0.2.7:7701"))
                .hasToString("192.0.2.7:7701");
    }

    @Test
    void readingItsBytesMovesNobodyElsesPosition() {
        Candidate candidate = Candidate.parse("192.0.2.7:7701");

        candidate.bytes().get();

        assertThat(candidate).isEqualTo(Candidate.parse("192.0.2.7:7701"));
    }

    @Test
    void candidateOverALimitCannotBeMade() {
        assertThatThrownBy(() -> new Candidate(256, ByteBuffer.allocate(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a candidate of carrier 256 with 0 bytes");
        assertThatThrownBy(() -> new Candidate(1, ByteBuffer.allocate(65)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a candidate of carrier 1 with 65 bytes");
    }

    @Test
    void contactKeepsFourCandidatesAndAHintThatFits() {
        Candidate candidate = Candidate.parse("192.0.2.7:7701");
        Contact contact =
                new Contact(
                        TestKey.LISTENER.peer(),
                        java.util.Collections.nCopies(9, candidate),
                        true,
                        -5);

        assertThat(contact.candidates()).hasSize(4);
        assertThat(contact.freeSlots()).isZero();
    }

    @Test
    void publicAddressesHaveARangeAndPrivateOnesHaveNone() {
        assertThat(Candidate.parse("198.51.100.1:1").publicRange())
                .isPresent()
                .isEqualTo(Candidate.parse("198.51.100.200:2").publicRange())
                .isNotEqualTo(Candidate.parse("198.51.101.1:1").publicRange());
        for (String local : List.of("10.1.2.3", "127.0.0.1", "172.20.0.1", "192.168.0.1", "name")) {
            assertThat(Candidate.parse(local + ":1").publicRange()).as(local).isEmpty();
        }
        assertThat(
                        Candidate.tcp(
                                        new byte[] {
                                            0x20, 1, 0xd, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
                                        },
                                        1)
                                .publicRange())
                .isPresent();
        assertThat(
                        Candidate.tcp(
                                        new byte[] {
                                            (byte) 0xfd,
                                            1,
                                            0xd,
                                            0,
                                            1,
                                            1,
                                            0,
                                            0,
                                            0,
                                            0,
                                            0,
                                            0,
                                            0,
                                            0,
                                            0,
                                            1
                                        },
                                        1)
                                .publicRange())
                .isEmpty();
    }
}
