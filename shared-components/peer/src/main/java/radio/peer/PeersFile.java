package radio.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import radio.wire.Candidate;
import radio.wire.Contact;
import radio.wire.PeerId;
import radio.wire.PublicKey;
import radio.wire.StationId;
import tools.jackson.core.JacksonException;

/// Peers of one station on disk: whom a node that starts again can ask, should nobody be at the
/// addresses of its link. JSON, at most [#MAX] of them; of another station's file nothing is read,
/// and it is replaced.
///
/// Nothing depends on it but a quicker start, so a file that is damaged is a line of warning.
public final class PeersFile {
    /// The most contacts kept: two passive views. Guess.
    public static final int MAX = 64;

    /// Some times what the most contacts take.
    private static final long MAX_BYTES = 256 * 1024;

    private static final Logger log = LoggerFactory.getLogger(PeersFile.class);

    private final Path file;
    private final StationId station;

    /// As it stands in the file. Whatever is missing there makes it damaged.
    record Content(String station, List<Peer> peers) {
        Content {
            Objects.requireNonNull(station);
            peers = List.copyOf(peers);
        }
    }

    /// @param peer 64 hexadecimal digits
    record Peer(String peer, List<Address> candidates, boolean reachable, int freeSlots) {
        Peer {
            Objects.requireNonNull(peer);
            candidates = List.copyOf(candidates);
        }

        static Peer of(Contact contact) {
            return new Peer(
                    contact.peer().toString(),
                    contact.candidates().stream().map(Address::of).toList(),
                    contact.reachable(),
                    contact.freeSlots());
        }

        Contact contact() {
            return new Contact(
                    new PeerId(PublicKey.parse(peer)),
                    candidates.stream().map(Address::candidate).toList(),
                    reachable,
                    freeSlots);
        }
    }

    /// @param bytes in hexadecimal
    record Address(int carrier, String bytes) {
        Address {
            Objects.requireNonNull(bytes);
        }

        static Address of(Candidate candidate) {
            byte[] copy = new byte[candidate.bytes().remaining()];
            candidate.bytes().get(copy);
            return new Address(candidate.carrier(), HexFormat.of().formatHex(copy));
        }

        Candidate candidate() {
            return new Candidate(carrier, ByteBuffer.wrap(HexFormat.of().parseHex(bytes)));
        }
    }

    public PeersFile(Path file, StationId station) {
        this.file = file;
        this.station = station;
    }

    /// Those that were known at the end of an earlier life, best first; none if there was none, if
    /// they are of another station, or if the file is damaged.
    public List<Contact> read() {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException("longer than " + MAX_BYTES + " bytes");
            }
            Optional<Content> content = Optional.ofNullable(Reports.read(file, Content.class));
            if (content.isEmpty()) {
                throw new IllegalArgumentException("empty");
            }
            if (!content.get().station().equals(station.toString())) {
                return List.of();
            }
            return content.get().peers().stream().limit(MAX).map(Peer::contact).toList();
        } catch (JacksonException e) {
            return damaged("not JSON of this form");
        } catch (IOException | IllegalArgumentException e) {
            return damaged(String.valueOf(e.getMessage()));
        }
    }

    private List<Contact> damaged(String how) {
        log.warn(
                "peers file {}: {}; nobody is remembered, and it is written anew",
                file,
                how.lines().findFirst().orElse("unreadable"));
        return List.of();
    }

    /// Replaces the file whole; more than [#MAX] are cut off at the end.
    public void write(List<Contact> contacts) throws IOException {
        Reports.write(
                file,
                new Content(
                        station.toString(), contacts.stream().limit(MAX).map(Peer::of).toList()));
    }
}
