package radio.web.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    @Test
    void textIsWhatPrometheusReads() {
        Map<String, Double> quantiles = new LinkedHashMap<>();
        quantiles.put("0.5", .08);
        quantiles.put("1", 1.);
        metrics.counter("radio_a_total", "One.", Map.of("why", "a \"b\" \\ c\nd"), 1L << 40)
                .gauge("radio_b", "Back\\slash\nline.", -1.5)
                .counter("radio_a_total", "One.", Map.of("why", "e"), 0)
                .summary("radio_c_seconds", "Three.", quantiles, 2.25, 3);
        assertThat(metrics.text())
                .isEqualTo(
                        """
                        # HELP radio_a_total One.
                        # TYPE radio_a_total counter
                        radio_a_total{why="a \\"b\\" \\\\ c\\nd"} 1099511627776
                        radio_a_total{why="e"} 0
                        # HELP radio_b Back\\\\slash\\nline.
                        # TYPE radio_b gauge
                        radio_b -1.5
                        # HELP radio_c_seconds Three.
                        # TYPE radio_c_seconds summary
                        radio_c_seconds{quantile="0.5"} 0.08
                        radio_c_seconds{quantile="1"} 1
                        radio_c_seconds_sum 2.25
                        radio_c_seconds_count 3
                        """);
        assertThat(metrics.counters())
                .containsOnlyKeys(
                        "radio_a_total{why=\"a \\\"b\\\" \\\\ c\\nd\"}",
                        "radio_a_total{why=\"e\"}");
    }

    @Test
    void aNameHasOneMeaning() {
        metrics.gauge("radio_b", "B.", 1);
        assertThatThrownBy(() -> metrics.gauge("radio_b", "B.", 2))
                .hasMessageContaining("radio_b is there already");
        assertThatThrownBy(() -> metrics.counter("radio_b", "B.", 2))
                .hasMessageContaining("_total");
        metrics.counter("radio_c_total", "C.", 1);
        assertThatThrownBy(() -> metrics.gauge("radio_c_total", "C.", Map.of("a", "b"), 2))
                .hasMessageContaining("is a counter");
    }
}
