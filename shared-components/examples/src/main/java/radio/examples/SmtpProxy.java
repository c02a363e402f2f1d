package radio.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Inbox;
import radio.axon.Outbox;
import radio.axon.Signal;

/// Between a mail client and a mail server (SMTP, RFC 5321), line by line: passes everything on but
/// recipients that the [Greylist] does not accept yet, who are deferred with 451.
///
/// One command at a time: the next is looked at when the server has answered the one before, so
/// that answers keep their order even when a client sends ahead (PIPELINING). What would let mail
/// pass without being looked at is not offered: STARTTLS, BDAT, and what builds on it. When the
/// server is not to be had or hangs up, the client is told 421.
final class SmtpProxy extends Component {
    private static final Pattern PATH =
            Pattern.compile("(MAIL FROM|RCPT TO):\\s*<([^>]*)>.*", Pattern.CASE_INSENSITIVE);
    private static final List<String> NOT_OFFERED = List.of("STARTTLS", "CHUNKING", "BINARYMIME");
    private static final int MAX_REPLY_LINES = 100;

    private final Inbox<String> commands =
            typedInbox(String.class, "what the client says", Bound.blocking(64));
    private final Outbox<String> answers = typedOutbox(String.class, "what the client is told");
    private final Inbox<String> replies =
            addInbox("replies", String.class, "what the server answers", Bound.blocking(64));
    private final Outbox<String> toServer =
            addOutbox("server", String.class, "what the server is told");
    private final Inbox<Signal> gone =
            addInbox("gone", Signal.class, "the server's last answer has come");
    private final String client;
    private final Greylist greylist;
    private String sender = "";

    /// @param client address, as digits
    /// @param server takes and gives lines, and says on `signal` when the mail server is gone
    SmtpProxy(String client, Greylist greylist, Component server) {
        super("smtp proxy of " + client);
        this.client = client;
        this.greylist = greylist;
        link(toServer, server.inbox("inbox"));
        link(server.outbox("outbox"), replies);
        link(server.outbox("signal"), gone);
        children(server);
    }

    /// The server hung up or was never there.
    private static final class ServerGone extends Exception {
        private static final long serialVersionUID = 1;
    }

    @Override
    protected void run() throws InterruptedException {
        try {
            tell(reply());
            for (String line : commands.untilFinished()) {
                if (!obey(line)) {
                    return;
                }
            }
        } catch (ServerGone e) {
            answers.send("421 the mail server is not there; try again later");
        }
    }

    /// False after the last command.
    private boolean obey(String line) throws InterruptedException, ServerGone {
        String command = line.strip().toUpperCase(Locale.ROOT);
        Matcher path = PATH.matcher(line.strip());
        if (command.startsWith("STARTTLS") || command.startsWith("BDAT")) {
            answers.send("502 not here");
        } else if (command.equals("DATA")) {
            data(line);
        } else if (path.matches() && command.startsWith("MAIL")) {
            sender = path.group(2);
            tell(ask(line));
        } else if (command.startsWith("RCPT") && !accepts(path)) {
            answers.send("451 4.7.1 not yet: come back in an hour");
        } else {
            tell(ask(line));
        }
        return !command.equals("QUIT");
    }

    /// What is no path is the server's to refuse.
    private boolean accepts(Matcher path) {
        return !path.matches()
                || greylist.accepts(new Greylist.Triplet(client, sender, path.group(2)));
    }

    private void data(String line) throws InterruptedException, ServerGone {
        List<String> go = ask(line);
        tell(go);
        if (!go.getLast().startsWith("354")) {
            return;
        }
        for (String text : commands.untilFinished()) {
            toServer.send(text);
            if (text.equals(".")) {
                tell(reply());
                return;
            }
        }
    }

    private List<String> ask(String line) throws InterruptedException, ServerGone {
        toServer.send(line);
        return reply();
    }

    private void tell(List<String> reply) throws InterruptedException {
        for (String line : reply) {
            answers.send(line);
        }
    }

    /// All lines of one answer, without what is not offered here: "250-..." up to "250 ...".
    private List<String> reply() throws InterruptedException, ServerGone {
        List<String> lines = new ArrayList<>();
        while (lines.size() < MAX_REPLY_LINES) {
            String line = replyLine();
            boolean last = line.length() < 4 || line.charAt(3) != '-';
            lines.add(line);
            if (last) {
                return offered(lines);
            }
        }
        throw new ServerGone(); // that is no mail server
    }

    private String replyLine() throws InterruptedException, ServerGone {
        while (true) {
            boolean over = gone.ready();
            Optional<String> line = replies.poll();
            if (line.isPresent()) {
                return line.get();
            }
            if (over) {
                throw new ServerGone();
            }
            await();
        }
    }

    private static List<String> offered(List<String> reply) {
        List<String> lines =
                new ArrayList<>(reply.stream().filter(line -> !notOffered(line)).toList());
        if (lines.isEmpty()) {
            return reply;
        }
        String last = lines.removeLast();
        lines.add(last.length() > 3 ? last.substring(0, 3) + " " + last.substring(4) : last);
        return lines;
    }

    private static boolean notOffered(String line) {
        return line.length() > 4
                && NOT_OFFERED.contains(line.substring(4).strip().toUpperCase(Locale.ROOT));
    }
}
