package radio.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.Pipeline;
import radio.axon.ProducerFinished;
import radio.axon.SteppingSystem;
import radio.testing.Eventually;
import radio.testing.Leaks;
import radio.testing.Talker;

@Timeout(60)
@ExtendWith(Leaks.class)
class LinesTest {
    /// What comes out when these pieces go in.
    private static List<String> lines(LineReader reader, List<ByteBuffer> pieces) {
        Scripted source =
                new Scripted(
                        "source",
                        me -> {
                            for (ByteBuffer piece : pieces) {
                                me.out().send(piece);
                            }
                        });
        Scripted listener = Scripted.listener();
        try (SteppingSystem system = AxonSystem.stepping(7)) {
            system.activate(Pipeline.of(source, reader, listener));
            system.run();
        }
        return listener.noted();
    }

    private static List<String> lines(String text) {
        return lines(new LineReader(), List.of(Scripted.bytes(text)));
    }

    @Test
    void linesEndWithLineFeedOrWithBoth() {
        assertThat(lines("one\ntwo\r\n\n\r\nfive\rstill five\n"))
                .containsExactly("one", "two", "", "", "five\rstill five");
    }

    @Test
    void theLastLineMayDoWithoutAnEnd() {
        assertThat(lines("one\ntwo")).containsExactly("one", "two");
        assertThat(lines("one\n")).containsExactly("one");
        assertThat(lines("")).isEmpty();
    }

    @Test
    void bytesThatAreNoUtf8AreReplaced() {
        assertThat(lines(new LineReader(), List.of(ByteBuffer.wrap(new byte[] {'a', -1, '\n'}))))
                .containsExactly("a\uFFFD");
    }

    @Test
    void howTheBytesAreCutUpMakesNoDifference() {
        String text = "Grüße\r\n日本語\n𝄞 clef\n\nlast without an end, ünd \r lone\n\uFFFD";
        List<String> expected =
                List.of(
                        "Grüße",
                        "日本語",
                        "𝄞 clef",
                        "",
                        "last without an end, ünd \r lone",
                        "\uFFFD");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<ByteBuffer> pieces = new ArrayList<>();
            for (int at = 0; at < bytes.length; ) {
                int end = Math.min(bytes.length, at + random.nextInt(4));
                pieces.add(ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, end)));
                at = end;
            }
            assertThat(lines(new LineReader(), pieces)).as("seed " + seed).isEqualTo(expected);
        }
    }

    @Test
    void aLineOfTheBoundIsReadAndOneByteMoreEndsTheReader() {
        String full = "x".repeat(10);
        LineReader fits = new LineReader(10);
        assertThat(lines(fits, List.of(Scripted.bytes(full + "\n" + full + "\r\n" + full))))
                .containsExactly(full, full, full);
        assertThat(fits.ending()).contains(new ProducerFinished());
        for (String tooMuch : List.of(full + "y\n", full + "y", full + "\ry\n")) {
            LineReader ends = new LineReader(10);
            assertThat(lines(ends, List.of(Scripted.bytes("before\n" + tooMuch + "after\n"))))
                    .containsExactly("before");
            assertThat(ends.ending())
                    .contains(
                            new ProducerFinished("line reader", "a line is longer than 10 bytes"));
        }
        assertThatThrownBy(() -> new LineReader(0)).isInstanceOf(IllegalArgumentException.class);
    }

    /// Where one program sees the end of a line and the next does not, commands can be smuggled in.
    @Test
    void askedToBeStrictItKeepsWhatIsNoWholeEnd() {
        LineReader strict = LineReader.crlf(100, StandardCharsets.ISO_8859_1);
        byte[] bytes = "a\nb\r\n.\n.\r.\r\n\n\r\n\u00ff\r\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(lines(strict, List.of(ByteBuffer.wrap(bytes))))
                .containsExactly("a\nb", ".\n.\r.", "\n", "\u00ff");
    }

    @Test
    void writtenLinesAreReadAgain() {
        List<String> said = List.of("one", "", "zwei ü", "𝄞");
        for (LineWriter writer :
                List.of(new LineWriter(), LineWriter.crlf(StandardCharsets.UTF_8))) {
            Scripted source =
                    new Scripted(
                            "source",
                            me -> {
                                for (String line : said) {
                                    me.out().send(line);
                                }
                            });
            Scripted listener = Scripted.listener();
            try (SteppingSystem system = AxonSystem.stepping(7)) {
                system.activate(Pipeline.of(source, writer, new LineReader(), listener));
                system.run();
            }
            assertThat(listener.noted()).isEqualTo(said);
        }
    }

    @Test
    void aHundredMegabytesWithoutALineEndEndThatConnectionOnly() throws Exception {
        try (AxonSystem system = new AxonSystem("lines", Clock.system())) {
            ServerCore server =
                    new ServerCore(_ -> Pipeline.of(new LineReader(), new LineWriter()), 0);
            system.activate(server);
            try (Talker good = new Talker(server.port());
                    Flood flood = new Flood(server.port())) {
                assertThatThrownBy(() -> flood.more(100 << 20)).isInstanceOf(IOException.class);
                good.say("all well?\n");
                assertThat(good.line()).isEqualTo("all well?");
                Eventually.until("it is gone", () -> server.counts().open() == 1);
                good.say("and now?\n");
                assertThat(good.line()).isEqualTo("and now?");
            }
        }
    }

    @Test
    void theLinesBeforeOneThatIsTooLongAreAnswered() throws Exception {
        try (AxonSystem system = new AxonSystem("lines", Clock.system())) {
            ServerCore server =
                    new ServerCore(_ -> Pipeline.of(new LineReader(), new LineWriter()), 0);
            system.activate(server);
            try (Talker peer = new Talker(server.port())) {
                peer.say("fine\n" + "x".repeat(20_000));
                assertThat(peer.rest()).isEqualTo("fine\n");
            }
        }
    }
}
