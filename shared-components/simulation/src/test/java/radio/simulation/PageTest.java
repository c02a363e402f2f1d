package radio.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import radio.testing.Programs;
import tools.jackson.databind.JsonNode;

/// The page of a source and of a node three hops away, in a real browser.
@Tag("e2e")
class PageTest {
    private static final String TITLE = "Zwölf \"Füße\" <script>window.caught=1</script> 'im' ☃";
    private static final String HOSTILE = "<img src=x onerror=\"window.caught=1\">";

    /// Watches how loud it is and what the page says, both by the clock of the sound.
    private static final String WATCH =
            """
            (() => {
              const context = new AudioContext();
              const analyser = context.createAnalyser();
              analyser.fftSize = 2048;
              const from = context.createMediaElementSource(audio);
              from.connect(analyser);
              analyser.connect(context.destination);
              const samples = new Float32Array(analyser.fftSize);
              window.seen = [];
              setInterval(() => {
                analyser.getFloatTimeDomainData(samples);
                const peak = samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
                window.seen.push({at: audio.currentTime, peak, title: now.textContent});
              }, 20);
              return context.resume().then(() => context.state);
            })()
            """;

    @TempDir Path temp;

    @Test
    void thePagePlaysAtTheSourceAndThreeHopsAwayAndShowsEachTitleAtItsTime() throws Exception {
        Programs.need("chromium");
        try (Nodes nodes = new Nodes(temp)) {
            String link =
                    nodes.onAir(
                            "source",
                            "--input",
                            "playlist:" + Sounds.loudAndSoft(temp, TITLE, HOSTILE),
                            "--no-levelling",
                            "--slots",
                            "1",
                            "--name",
                            "Töne <b>& Co</b>");
            String address = nodes.httpAddress(nodes.threeHopsFrom(link));
            try (Chromium page = new Chromium(temp)) {
                page.size(1280, 800);
                playsWithTitles(page, nodes.httpAddress(nodes.named("source")));
                playsWithTitles(page, address);
                page.until("is three hops away", "place.textContent.startsWith('3 hops')");
                stopsAndFitsAPhone(page);
                hls(page, address);
            }
        }
    }

    private static void playsWithTitles(Chromium page, String address) throws Exception {
        page.open(address + "/");
        page.until("knows the station", "station.textContent === 'Töne <b>& Co</b>'");
        page.until("is on air", "state.textContent === 'on air'");
        byKeyboard(page);
        firstSound(page);
        titlesComeWithTheirSound(page);
    }

    private static void byKeyboard(Chromium page) throws Exception {
        // The link past the head of the page, then the button.
        page.press("Tab", 9);
        page.press("Tab", 9);
        assertThat(page.text("document.activeElement.id")).isEqualTo("play");
        assertThat(page.text("play.getAttribute('aria-label')")).isEqualTo("Play");
        page.press(" ", 32);
        page.until("wants to play", "play.getAttribute('aria-label') === 'Stop'");
    }

    private static void firstSound(Chromium page) throws Exception {
        page.until("plays", "audio.currentTime > 0.1");
        assertThat(page.text("audio.currentSrc")).endsWith("/listen.opus");
        assertThat(page.evaluate(WATCH).asString()).isEqualTo("running");
        page.until("sounds", "seen.some((one) => one.peak > 0.1)");
        page.until("says so", "hearing.textContent.startsWith('live')");
        double before = page.evaluate("audio.currentTime").asDouble();
        page.until("goes on", "audio.currentTime > " + (before + .2));
        page.until(
                "tells the machine what is on",
                "navigator.mediaSession.playbackState === 'playing'"
                        + " && navigator.mediaSession.metadata.album === 'Töne <b>& Co</b>'");
    }

    private static void titlesComeWithTheirSound(Chromium page) throws Exception {
        // Two changes from soft to loud and back, well away from the beginning.
        page.until("has played for a while", "seen.length > 0 && seen.at(-1).at > seen[0].at + 9");
        JsonNode seen = page.evaluate("seen");
        int checked = 0;
        for (int i = 60; i < seen.size() - 60; i++) {
            String title = seen.get(i).path("title").asString();
            String before = seen.get(i - 1).path("title").asString();
            assertThat(title).isIn(TITLE, HOSTILE, "–");
            if (title.equals(before) || title.equals("–") || before.equals("–")) {
                continue;
            }
            double at = seen.get(i).path("at").asDouble();
            double sound = change(seen, at, title.equals(TITLE));
            assertThat(at - sound).as("%s at %s", title, at).isBetween(-.5, .5);
            checked++;
        }
        assertThat(checked).isPositive();
        assertThat(page.evaluate("window.caught === undefined").asBoolean()).isTrue();
        assertThat(
                        page.evaluate(
                                        "document.querySelectorAll('main img, main b, main li script').length")
                                .asInt())
                .isZero();
        assertThat(
                        page.text(
                                "[...document.querySelectorAll('#titles span')].map((one) => one.textContent).join('|')"))
                .contains("script>");
    }

    /// When the sound becomes loud, or soft, nearest to a moment.
    private static double change(JsonNode seen, double near, boolean loud) {
        double best = Double.NaN;
        double smoothed = 0;
        boolean was = false;
        for (int i = 0; i < seen.size(); i++) {
            JsonNode one = seen.get(i);
            // Soft is what has been soft for a moment: a tone crosses zero.
            smoothed = Math.max(one.path("peak").asDouble(), smoothed * .6);
            boolean is = smoothed > .12;
            double at = one.path("at").asDouble();
            if (i > 0
                    && is != was
                    && is == loud
                    && !(Math.abs(at - near) >= Math.abs(best - near))) {
                best = at;
            }
            was = is;
        }
        return best;
    }

    private static void stopsAndFitsAPhone(Chromium page) throws Exception {
        page.press(" ", 32);
        page.until("is stopped", "!audio.hasAttribute('src') && hearing.textContent === 'stopped'");
        for (int width : new int[] {320, 360, 1280}) {
            page.size(width, 640);
            page.until(
                    "fits " + width,
                    "document.documentElement.scrollWidth <= document.documentElement.clientWidth");
        }
        assertThat(
                        page.evaluate(
                                        "[...document.querySelectorAll('button, input, a')].filter((one) =>"
                                                + " !(one.textContent.trim() || one.ariaLabel || one.labels?.length)).length")
                                .asInt())
                .as("without a name")
                .isZero();
    }

    /// The browser's own player of HTTP Live Streaming.
    private static void hls(Chromium page, String address) throws Exception {
        page.evaluate(
                "(() => { const other = document.createElement('audio'); other.id = 'other';"
                        + " other.src = '"
                        + address
                        + "/listen.m3u8'; document.body.append(other);"
                        + " return other.play(); })()");
        page.until("plays segments", "other.currentTime > 0.3");
    }
}
