package radio.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The path and the query of a request in origin form (RFC 9112, 3.2.1), decoded once and checked:
/// a path that climbs (`..`), hides a slash, or is not UTF-8 is no target at all.
///
/// @param path begins with a slash, decoded
/// @param query parameters, decoded; of several of one name the first
record RequestTarget(String path, Map<String, String> query) {
    private static final int MAX_PARAMETERS = 32;

    static Optional<RequestTarget> parse(String target) {
        if (!target.startsWith("/")) {
            return Optional.empty();
        }
        int mark = target.indexOf('?');
        String rawPath = mark < 0 ? target : target.substring(0, mark);
        if (rawPath.indexOf('#') >= 0) {
            return Optional.empty();
        }
        StringBuilder path = new StringBuilder();
        String[] segments = rawPath.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            Optional<String> segment = decode(segments[i], false);
            boolean last = i == segments.length - 1;
            if (segment.isEmpty()
                    || segment.get().isEmpty() && !last
                    || segment.get().equals(".")
                    || segment.get().equals("..")
                    || segment.get().indexOf('/') >= 0
                    || segment.get().indexOf('\\') >= 0) {
                return Optional.empty();
            }
            path.append('/').append(segment.get());
        }
        Map<String, String> query = new LinkedHashMap<>();
        if (mark >= 0) {
            for (String pair : target.substring(mark + 1).split("&", MAX_PARAMETERS + 1)) {
                int equals = pair.indexOf('=');
                Optional<String> name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
                Optional<String> value = decode(equals < 0 ? "" : pair.substring(equals + 1), true);
                if (name.isEmpty() || value.isEmpty()) {
                    return Optional.empty();
                }
                query.putIfAbsent(name.get(), value.get());
            }
        }
        return Optional.of(new RequestTarget(path.toString(), query));
    }

    /// Undoes percent-encoding; empty if it is wrong, not UTF-8, or hides control characters.
    private static Optional<String> decode(String text, boolean plusIsSpace) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else if (c <= 0xFF) {
                bytes.put((byte) (c == '+' && plusIsSpace ? ' ' : c));
            } else {
                return Optional.empty();
            }
        }
        try {
            String decoded = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
            // A title may have a line end; where it goes it is made harmless. NUL is nobody's.
            boolean harmless =
                    decoded.chars().noneMatch(c -> plusIsSpace ? c == 0 : c < 0x20 || c == 0x7F);
            return harmless ? Optional.of(decoded) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
