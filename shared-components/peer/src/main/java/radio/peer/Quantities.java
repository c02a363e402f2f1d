package radio.peer;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations and rates as people type them.
public final class Quantities {
    private static final Pattern DURATION =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*(ms|s|m|h)");
    private static final Pattern RATE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*([kKM]?)");

    private Quantities() {}

    /// Reads `500ms`, `30s`, `1.5s`, `10m` or `2h`.
    ///
    /// @throws IllegalArgumentException saying which forms there are
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration; write 500ms, 30s, 10m or 2h");
        }
        double unitNanos =
                switch (matcher.group(2)) {
                    case "ms" -> 1e6;
                    case "s" -> 1e9;
                    case "m" -> 60e9;
                    default -> 3600e9;
                };
        return Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(1)) * unitNanos));
    }

    /// Reads bits per second: `96k`, `1M`, `64000`.
    ///
    /// @throws IllegalArgumentException saying which forms there are, or that it is over 10 Gbit/s
    public static long bitsPerSecond(String text) {
        Matcher matcher = RATE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a bit rate; write 96k, 1M or 64000");
        }
        double unit =
                switch (matcher.group(2)) {
                    case "k", "K" -> 1e3;
                    case "M" -> 1e6;
                    default -> 1;
                };
        long rate = Math.round(Double.parseDouble(matcher.group(1)) * unit);
        if (rate > 10_000_000_000L) {
            throw new IllegalArgumentException("'" + text + "' is over 10 Gbit/s");
        }
        return rate;
    }
}
