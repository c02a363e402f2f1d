package radio.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StationLinkTest {
    private static final String KEY = TestKey.STATION.publicKey().toString();
    private static final String FORM = "a link looks like radio://HOST:PORT/KEY";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.7:7700",
                "radio.example:7700",
                "[2001:db8::1]:7700",
                "192.0.2.7:7700,radio.example:7701,[::1]:7702"
            })
    void linkIsShownAsItWasTyped(String addresses) {
        String text = "radio://" + addresses + "/" + KEY;

        StationLink link = StationLink.parse(text);

        assertThat(link).hasToString(text);
        assertThat(link.station()).isEqualTo(Samples.STATION);
        assertThat(link.addresses()).hasSize(addresses.split(",").length);
    }

    @Test
    void keyMayBeInUpperCase() {
        assertThat(StationLink.parse("radio://a:1/" + KEY.toUpperCase(Locale.ROOT)))
                .isEqualTo(StationLink.parse("radio://a:1/" + KEY));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "||, it must start with radio://",
                "http://radio.example:7700/KEY, it must start with radio://",
                "radio.example:7700/KEY, it must start with radio://",
                "radio://radio.example:7700, the key is missing",
                "radio://radio.example:7700/, |a key is written as 64 hexadecimal digits, "
                        + "this one has 0 characters|",
                "radio://radio.example:7700/abcd, |a key is written as 64 hexadecimal "
                        + "digits, this one has 4 characters|",
                "radio://radio.example:7700/KEY/, |a key is written as 64 hexadecimal "
                        + "digits, this one has 65 characters|",
                "radio://radio.example/KEY, |'radio.example' is not HOST:PORT|",
                "radio:///KEY, |'' is not HOST:PORT|",
                "|radio://a:1,/KEY|, |'' is not HOST:PORT|",
                "radio://radio.example:70000/KEY, port 70000 is not 1 to 65535",
                "radio://radio.example:http/KEY, |'http' is not a port number|",
                "radio://::1:7700/KEY, |'::1:7700': write an IPv6 address in brackets, "
                        + "[::1]:PORT|",
                "radio://bücher.example:7700/KEY, |'bücher.example' is not a host name or "
                        + "address|"
            })
    void whatIsWrongWithALinkIsSaidToWhoeverTypedIt(String text, String message) {
        assertThatThrownBy(() -> StationLink.parse(text.replace("KEY", KEY)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(FORM + ": " + message);
    }

    @Test
    void letterThatIsNoDigitOfTheKeyIsNamed() {
        assertThatThrownBy(() -> StationLink.parse("radio://a:1/" + "ä".repeat(64)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(FORM + ": 'ä' in the key is not a hexadecimal digit");
    }

    @Test
    void linkHasOneToSixteenAddresses() {
        List<Candidate> sixteen = Collections.nCopies(16, Candidate.parse("a:1"));

        assertThat(StationLink.parse(new StationLink(sixteen, Samples.STATION).toString()))
                .isEqualTo(new StationLink(sixteen, Samples.STATION));
        assertThatThrownBy(() -> new StationLink(List.of(), Samples.STATION))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a link has 1 to 16 addresses, not 0");
        assertThatThrownBy(() -> StationLink.parse("radio://" + "a:1,".repeat(16) + "a:1/" + KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a link has 1 to 16 addresses, not 17");
    }
}
