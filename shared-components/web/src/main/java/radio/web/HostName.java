package radio.web;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Host and port as a request names them (RFC 9110, 7.2; RFC 3986, 3.2.2), checked: letters,
/// digits, hyphens, dots and underscores, or an IPv6 address in brackets. Safe to be put into a
/// URL.
///
/// @param name in lower case, an IPv6 address with its brackets
/// @param port -1 if none was given
public record HostName(String name, int port) {
    private static final int MAX_LENGTH = 255 + 6;
    private static final Pattern FORM =
            Pattern.compile(
                    "([a-z0-9_](?:[a-z0-9._-]*[a-z0-9_.])?|\\[[0-9a-f:.]+])(?::(\\d{1,5}))?");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");

    /// Reads a Host header; empty if it is none that a well-meaning client would send.
    public static Optional<HostName> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return Optional.empty();
        }
        String port = form.group(2);
        int number = port == null ? -1 : Integer.parseInt(port);
        return number > 0xFFFF
                ? Optional.empty()
                : Optional.of(new HostName(form.group(1), number));
    }

    /// Whether no web site can have made a browser say this by pointing a name of its own at this
    /// machine (DNS rebinding): localhost and addresses that are written out.
    public boolean beyondRebinding() {
        return name.equals("localhost") || name.startsWith("[") || IPV4.matcher(name).matches();
    }

    @Override
    public String toString() {
        return port < 0 ? name : name + ":" + port;
    }
}
