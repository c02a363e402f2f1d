package radio.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import radio.axon.AxonSystem;
import radio.axon.Clock;
import radio.axon.ManualClock;
import radio.axon.Pipeline;
import radio.net.LineReader;
import radio.net.LineWriter;
import radio.net.ServerCore;
import radio.net.ServerSettings;
import radio.testing.Eventually;
import radio.testing.Talker;

@Timeout(60)
class GreylistExampleTest {
    private final AxonSystem system = new AxonSystem("mail test", Clock.system());
    private final ManualClock clock = new ManualClock();
    private final Greylist greylist = new Greylist(clock, 100);
    private final Queue<String> kept = MailServer.mailbox();

    @AfterEach
    void close() {
        system.close();
    }

    private ServerCore proxy() {
        ServerCore server =
                new ServerCore(
                        _ ->
                                Pipeline.of(
                                        LineReader.crlf(1000, StandardCharsets.ISO_8859_1),
                                        new MailServer(kept),
                                        LineWriter.crlf(StandardCharsets.ISO_8859_1)),
                        0);
        system.activate(server);
        return proxy(server.port());
    }

    private ServerCore proxy(int serverPort) {
        return GreylistExample.serve(
                system, ServerSettings.at(0), greylist, "127.0.0.1", serverPort);
    }

    private static void talk(Talker client, String... saidAndHeard) throws IOException {
        for (int i = 0; i < saidAndHeard.length; i += 2) {
            client.sayLine(saidAndHeard[i]);
            assertThat(client.line()).as(saidAndHeard[i]).isEqualTo(saidAndHeard[i + 1]);
        }
    }

    @Test
    void aStrangersMailIsDeferredAndDeliveredWhenItComesBack() throws IOException {
        ServerCore proxy = proxy();
        try (Talker client = new Talker(proxy.port())) {
            assertThat(client.line()).isEqualTo("220 mail.example.net");
            talk(
                    client,
                    "HELO me",
                    "250 fine",
                    "MAIL FROM:<ada@example.org>",
                    "250 fine",
                    "RCPT TO:<bob@example.net>",
                    "451 4.7.1 not yet: come back in an hour",
                    "QUIT",
                    "221 bye");
            assertThat(client.atEnd()).isTrue();
        }
        assertThat(kept).containsExactly("HELO me", "MAIL FROM:<ada@example.org>", "QUIT");
        kept.clear();
        clock.advance(Duration.ofHours(2));
        try (Talker client = new Talker(proxy.port())) {
            assertThat(client.line()).isEqualTo("220 mail.example.net");
            talk(
                    client,
                    "HELO me",
                    "250 fine",
                    "mail from: <ada@example.org> SIZE=100",
                    "250 fine",
                    "rcpt to:<bob@example.net>",
                    "250 fine",
                    "RCPT TO:<carol@example.net>",
                    "451 4.7.1 not yet: come back in an hour",
                    "DATA",
                    "354 go on");
            client.sayLine("Subject: hello");
            client.sayLine("");
            client.sayLine("RCPT TO:<nobody@example.net>");
            client.sayLine("..");
            talk(client, ".", "250 kept", "QUIT", "221 bye");
        }
        assertThat(kept)
                .containsExactly(
                        "HELO me",
                        "mail from: <ada@example.org> SIZE=100",
                        "rcpt to:<bob@example.net>",
                        "DATA",
                        "Subject: hello",
                        "",
                        "RCPT TO:<nobody@example.net>",
                        "..",
                        ".",
                        "QUIT");
        Eventually.until("all have gone", () -> system.components().size() == 2);
    }

    @Test
    void aClientThatSendsAheadIsAnsweredInOrder() throws IOException {
        ServerCore proxy = proxy();
        try (Talker client = new Talker(proxy.port())) {
            client.sayLine("HELO me\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.net>\r\nRSET\r\nQUIT");
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                answers.add(client.line().substring(0, 3));
            }
            assertThat(answers).containsExactly("220", "250", "250", "451", "250", "221");
        }
    }

    @Test
    void whatWouldHideMailFromItIsNotOffered() throws IOException {
        try (Talker client = new Talker(proxy().port())) {
            assertThat(client.line()).isEqualTo("220 mail.example.net");
            talk(client, "EHLO me", "250-mail.example.net");
            assertThat(client.line()).isEqualTo("250 PIPELINING");
            talk(client, "STARTTLS", "502 not here", "BDAT 5 LAST", "502 not here");
        }
        assertThat(kept).containsExactly("EHLO me");
    }

    @Test
    void withoutAServerClientsAreToldToComeAgain() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        ServerCore proxy = proxy(port);
        try (Talker client = new Talker(proxy.port())) {
            assertThat(client.line())
                    .isEqualTo("421 the mail server is not there; try again later");
            assertThat(client.atEnd()).isTrue();
        }
        Eventually.until("it has gone", () -> proxy.counts().open() == 0);
    }

    @Test
    void aClientThatHangsUpTakesItsConnectionToTheServerWithIt() throws IOException {
        ServerCore proxy = proxy();
        try (Talker client = new Talker(proxy.port())) {
            assertThat(client.line()).isEqualTo("220 mail.example.net");
            talk(client, "HELO me", "250 fine");
        }
        Eventually.until("all have gone", () -> system.components().size() == 2);
    }
}
