package radio.web;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One part of a file that a client asks for (RFC 9110, 14.1.2).
///
/// @param from first byte
/// @param until byte after the last, more than `from`
record ByteRange(int from, int until) {
    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,9})-(\\d{0,9})");

    /// What a Range header means for a file.
    ///
    /// @param satisfiable whether there is such a part; if not, the answer is 416
    /// @param range empty: all of it, since the header is none that has to be followed (another
    ///   unit, several parts, nonsense)
    record Asked(boolean satisfiable, Optional<ByteRange> range) {
        private static final Asked ALL = new Asked(true, Optional.empty());
        private static final Asked NOTHING = new Asked(false, Optional.empty());
    }

    static Asked of(Optional<String> header, int length) {
        Matcher form = ONE.matcher(header.orElse("").strip());
        if (!form.matches() || form.group(1).isEmpty() && form.group(2).isEmpty()) {
            return Asked.ALL;
        }
        if (form.group(1).isEmpty()) {
            int last = Math.min(Integer.parseInt(form.group(2)), length);
            return last == 0 ? Asked.NOTHING : asked(length - last, length);
        }
        int from = Integer.parseInt(form.group(1));
        int last = form.group(2).isEmpty() ? length - 1 : Integer.parseInt(form.group(2));
        if (!form.group(2).isEmpty() && last < from) {
            return Asked.ALL;
        }
        return from >= length ? Asked.NOTHING : asked(from, Math.min(last, length - 1) + 1);
    }

    private static Asked asked(int from, int until) {
        return new Asked(true, Optional.of(new ByteRange(from, until)));
    }

    /// For the header Content-Range.
    String of(int length) {
        return "bytes " + from + "-" + (until - 1) + "/" + length;
    }
}
