package radio.web.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Figures of a node by name, at one moment, and their text in the exposition format of Prometheus
/// (text format 0.0.4). Names, units and suffixes as Prometheus wants them: seconds and bytes, and
/// `_total` for what only grows.
///
/// A writer of our own: what a node counts is counted already, by its parts; only the text is
/// missing.
public final class Metrics {
    /// The media type of [#text].
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Map<String, Family> families = new LinkedHashMap<>();

    private record Family(String type, String help, Map<String, Double> samples) {}

    /// Something that only grows, until the node ends.
    ///
    /// @param name ends with `_total`
    public Metrics counter(String name, String help, double value) {
        return counter(name, help, Map.of(), value);
    }

    public Metrics counter(String name, String help, long value) {
        return counter(name, help, (double) value);
    }

    public Metrics counter(String name, String help, Map<String, String> labels, long value) {
        return counter(name, help, labels, (double) value);
    }

    /// One of several of a name.
    public Metrics counter(String name, String help, Map<String, String> labels, double value) {
        if (!name.endsWith("_total")) {
            throw new IllegalArgumentException("a counter's name ends with _total: " + name);
        }
        return put("counter", name, name, help, labels, value);
    }

    /// Something that comes and goes.
    public Metrics gauge(String name, String help, double value) {
        return gauge(name, help, Map.of(), value);
    }

    public Metrics gauge(String name, String help, Map<String, String> labels, double value) {
        return put("gauge", name, name, help, labels, value);
    }

    public Metrics gauge(String name, String help, long value) {
        return gauge(name, help, (double) value);
    }

    /// A distribution.
    ///
    /// @param quantiles by their share, 0 to 1
    public Metrics summary(
            String name, String help, Map<String, Double> quantiles, double sum, long count) {
        quantiles.forEach((share, value) ->
                put("summary", name, name, help, Map.of("quantile", share), value));
        put("summary", name, name + "_sum", help, Map.of(), sum);
        return put("summary", name, name + "_count", help, Map.of(), (double) count);
    }

    private Metrics put(
            String type,
            String family,
            String name,
            String help,
            Map<String, String> labels,
            double value) {
        Family of = families.computeIfAbsent(family, _ -> new Family(type, help, newSamples()));
        if (!of.type().equals(type)) {
            throw new IllegalArgumentException(family + " is a " + of.type());
        }
        if (of.samples().putIfAbsent(name + labels(labels), value) != null) {
            throw new IllegalArgumentException(name + labels(labels) + " is there already");
        }
        return this;
    }

    private static Map<String, Double> newSamples() {
        return new LinkedHashMap<>();
    }

    private static String labels(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("{");
        labels.forEach((name, value) -> {
            text.append(text.length() > 1 ? "," : "").append(name).append("=\"");
            text.append(value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
            text.append('"');
        });
        return text.append('}').toString();
    }

    /// A figure by its name, labels included.
    public Optional<Double> value(String sample) {
        return families.values().stream()
                .map(family -> Optional.ofNullable(family.samples().get(sample)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// All that only grows, by name, labels included.
    public Map<String, Double> counters() {
        Map<String, Double> all = new LinkedHashMap<>();
        families.values().stream()
                .filter(family -> family.type().equals("counter"))
                .forEach(family -> all.putAll(family.samples()));
        return all;
    }

    public String text() {
        StringBuilder text = new StringBuilder(16_384);
        families.forEach((name, family) -> {
            text.append("# HELP ").append(name).append(' ');
            text.append(family.help().replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
            text.append("# TYPE ").append(name).append(' ').append(family.type()).append('\n');
            family.samples()
                    .forEach((sample, value) ->
                            text.append(sample).append(' ').append(number(value)).append('\n'));
        });
        return text.toString();
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < (double) (1L << 53);
        return whole ? Long.toString((long) value) : Double.toString(value);
    }
}
