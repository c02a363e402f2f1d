package radio.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What a broadcaster hands out: where to ask first, and which key to believe.
///
/// Its text is `radio://HOST:PORT[,HOST:PORT...]/KEY`, KEY being the station's public key in 64
/// hexadecimal digits.
///
/// @param addresses 1 to 16 bootstrap addresses, tried in order
public record StationLink(List<Candidate> addresses, StationId station) {
    private static final String SCHEME = "radio://";
    private static final int MAX_ADDRESSES = 16;

    public StationLink {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty() || addresses.size() > MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    "a link has 1 to " + MAX_ADDRESSES + " addresses, not " + addresses.size());
        }
    }

    /// @throws IllegalArgumentException naming what is wrong, fit to show to whoever typed it
    public static StationLink parse(String text) {
        String form = "a link looks like radio://HOST:PORT/KEY";
        if (text.length() > 4096 || !text.startsWith(SCHEME)) {
            throw new IllegalArgumentException(form + ": it must start with " + SCHEME);
        }
        int slash = text.indexOf('/', SCHEME.length());
        if (slash < 0) {
            throw new IllegalArgumentException(form + ": the key is missing");
        }
        StationId station;
        try {
            station = new StationId(PublicKey.parse(text.substring(slash + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(form + ": " + e.getMessage(), e);
        }
        List<Candidate> addresses = new ArrayList<>();
        for (String address : text.substring(SCHEME.length(), slash).split(",", -1)) {
            try {
                addresses.add(Candidate.parse(address));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(form + ": " + e.getMessage(), e);
            }
        }
        return new StationLink(addresses, station);
    }

    @Override
    public String toString() {
        return addresses.stream()
                .map(Candidate::toString)
                .collect(Collectors.joining(","))
                .transform(hosts -> SCHEME + hosts + "/" + station);
    }
}
