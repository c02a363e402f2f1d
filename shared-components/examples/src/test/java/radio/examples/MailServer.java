package radio.examples;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;

/// A mail server of twenty lines; keeps what it is given.
final class MailServer extends Component {
    private final Inbox<String> commands = typedInbox(String.class, "commands", Bound.blocking(64));
    private final Outbox<String> answers = typedOutbox(String.class, "answers");
    private final Queue<String> kept;

    MailServer(Queue<String> kept) {
        super("mail server");
        this.kept = kept;
    }

    static Queue<String> mailbox() {
        return new ConcurrentLinkedQueue<>();
    }

    @Override
    protected void run() throws InterruptedException {
        answers.send("220 mail.example.net");
        boolean data = false;
        for (String line : commands.untilFinished()) {
            kept.add(line);
            if (data) {
                data = !line.equals(".");
                if (!data) {
                    answers.send("250 kept");
                }
                continue;
            }
            for (String answer : answer(line)) {
                answers.send(answer);
            }
            data = line.equals("DATA");
            if (line.equals("QUIT")) {
                return;
            }
        }
    }

    private static List<String> answer(String line) {
        return switch (line) {
            case "EHLO me" ->
                    List.of(
                            "250-mail.example.net",
                            "250-PIPELINING",
                            "250-CHUNKING",
                            "250 STARTTLS");
            case "DATA" -> List.of("354 go on");
            case "QUIT" -> List.of("221 bye");
            default -> List.of("250 fine");
        };
    }
}
