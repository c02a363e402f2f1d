package radio.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import radio.audio.codec.OpusSettings;
import radio.audio.codec.OpusStream;
import radio.axon.AxonSystem;
import radio.axon.Pipeline;
import radio.axon.SteppingSystem;
import radio.wire.Chunk;
import radio.wire.Field;
import radio.wire.StreamInfo;

/// Titles that are given while the sound goes on.
class LiveTitlesTest {

    private final SteppingSystem system = AxonSystem.stepping(21);
    private final StreamInfo stream = OpusStream.info(1, new OpusSettings(96_000, 2));
    private final long anchor = system.clock().unixNanos();
    private final Gather<Chunk> gather = new Gather<>(Chunk.class);
    private final Programme programme =
            new Programme(stream, 1, Station.SIGNER, anchor, Programme.LIVE);

    @AfterEach
    void end() {
        system.close();
    }

    @Test
    void titleAppliesToTheSoundCapturedFromTheMomentItIsGiven() {
        start();
        feed(0, 62, "");
        give("Für Elise ☃", Duration.ofMillis(1230));
        feed(62, 320, "");
        assertThat(titles()).containsExactly("12 Für Elise ☃", "62 Für Elise ☃");
    }

    @Test
    void soundThatWaitedAtTheDoorIsOlderThanATitleGivenNow() {
        for (int block = 0; block < 100; block++) {
            programme.inbox("inbox", Pcm.class).offer(block(block, ""));
        }
        system.runFor(Duration.ofSeconds(2));
        give("later", Duration.ofMillis(1500));
        give("now", Duration.ofSeconds(2));
        start();
        feed(100, 125, "");
        assertThat(titles()).containsExactly("15 later", "20 now");
    }

    @Test
    void titleBeatsThatOfThePlayingItemUntilTheNextOneBegins() {
        start();
        feed(0, 1, "first item");
        feed(1, 50, "");
        give("live", Duration.ofSeconds(1));
        feed(50, 100, "");
        feed(100, 101, "second item");
        feed(101, 150, "");
        assertThat(titles()).containsExactly("0 first item", "10 live", "20 second item");
        assertThat(programme.title()).isEqualTo("second item");
    }

    @Test
    void titleGivenBeforeAnySoundBelongsToTheFirstItem() {
        give("what the file says", Duration.ZERO);
        system.runFor(Duration.ofSeconds(1));
        start();
        feed(50, 51, "Tone");
        feed(51, 100, "");
        feed(100, 101, "second item");
        feed(101, 110, "");
        assertThat(titles()).containsExactly("0 what the file says", "10 second item");
    }

    @Test
    void titleThatIsWithdrawnGivesWayToTheItemsOwn() {
        start();
        feed(0, 1, "item");
        feed(1, 20, "");
        give("live", Duration.ofMillis(400));
        feed(20, 40, "");
        give("", Duration.ofMillis(800));
        feed(40, 60, "");
        assertThat(titles()).containsExactly("0 item", "4 live", "8 item");
    }

    @Test
    void withoutAnItemAWithdrawnTitleIsToldAsNoneAgainAndAgain() {
        start();
        give("", Duration.ZERO);
        feed(0, 20, "");
        give("live", Duration.ofMillis(400));
        feed(20, 40, "");
        give("", Duration.ofMillis(800));
        feed(40, 300, "");
        assertThat(titles()).containsExactly("4 live", "8 ", "58 ");
        assertThat(programme.title()).isEmpty();
    }

    @Test
    void sameTitleGivenTwiceIsToldOnce() {
        start();
        give("live", Duration.ZERO);
        feed(0, 20, "");
        give("live", Duration.ofMillis(400));
        feed(20, 40, "");
        assertThat(titles()).containsExactly("0 live");
    }

    @Test
    void titleFromTheFutureHoldsFromNowOn() {
        start();
        give("tomorrow", Duration.ofDays(1));
        feed(0, 20, "");
        assertThat(titles()).containsExactly("0 tomorrow");
    }

    @Test
    void newestTitlesWinWhenTooManyWaitForSoundAndTheOthersAreCounted() {
        for (int i = 0; i < 100; i++) {
            give("title " + i, Duration.ZERO);
        }
        start();
        feed(0, 10, "");
        assertThat(titles()).containsExactly("0 title 99");
        assertThat(programme.titlesDropped()).isEqualTo(100 - Programme.TITLES_DOOR);
    }

    @Test
    void titleIsOneVisibleLineOfAtMostOneKilobyte() {
        start();
        give("  a\r\nb\u0000\u202Ec\uD800 ", Duration.ZERO);
        feed(0, 10, "");
        give("ü".repeat(1000), Duration.ofMillis(200));
        feed(10, 20, "");
        assertThat(titles()).containsExactly("0 a b c", "2 " + "ü".repeat(512));
    }

    private void start() {
        system.activate(Pipeline.of(programme, gather));
    }

    /// As if it had been given so long after the beginning.
    private void give(String title, Duration after) {
        programme.titles().offer(new LiveTitle(title, anchor + after.toNanos()));
    }

    /// Blocks from the given one on, each at its time; the first has the title.
    private void feed(int from, int until, String title) {
        for (int block = from; block < until; block++) {
            long wait = anchor + block * Pcm.BLOCK_NANOS - system.clock().unixNanos();
            system.runFor(Duration.ofNanos(Math.max(0, wait)));
            programme.inbox("inbox", Pcm.class).offer(block(block, block == from ? title : ""));
        }
        system.runFor(Duration.ofMillis(1));
    }

    private Pcm block(int number, String title) {
        Pcm tone = Station.tone(number, 2, anchor);
        return new Pcm(tone.samples(), 2, tone.unixNanos(), title);
    }

    /// "sequence title" of every chunk that names one.
    private List<String> titles() {
        system.runFor(Duration.ofMillis(1));
        return gather.messages.stream()
                .flatMap(chunk ->
                        chunk.fields().stream()
                                .filter(field -> field.type() == Field.TITLE)
                                .map(field -> chunk.id().sequence() + " " + field.text()))
                .toList();
    }
}
