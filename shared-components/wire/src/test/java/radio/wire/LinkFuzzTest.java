package radio.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

/// Whatever a person types, reading it returns a value or throws an [IllegalArgumentException] with
/// a message, and what it returned is shown as text that reads the same again. How to fuzz for
/// real: see [MessageFuzzTest].
@Tag("fuzz")
class LinkFuzzTest {
    @FuzzTest
    void anyLink(byte[] input) {
        StationLink link;
        try {
            link = StationLink.parse(new String(input, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return;
        }
        assertThat(StationLink.parse(link.toString())).isEqualTo(link);
    }

    @FuzzTest
    void anyAddress(byte[] input) {
        Candidate candidate;
        try {
            candidate = Candidate.parse(new String(input, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return;
        }
        assertThat(candidate.host()).isPresent();
        assertThat(candidate.port()).isBetween(1, 65_535);
        assertThat(Candidate.parse(candidate.toString())).isEqualTo(candidate);
    }

    /// The first byte is the carrier: an address that came over the network.
    @FuzzTest
    void anyCandidate(byte[] input) {
        if (input.length == 0 || input.length > 1 + Candidate.MAX_BYTES) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(input, 1, input.length - 1).slice();
        Candidate candidate = new Candidate(input[0] & 0xFF, bytes);
        assertThat(candidate.toString()).isNotEmpty();
        assertThat(candidate.bytes()).isEqualTo(bytes);
        if (candidate.host().isPresent()) {
            assertThat(candidate.port()).isBetween(1, 65_535);
        }
    }
}
