package radio.examples;

import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine.Command;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Component;
import radio.axon.Graphline;
import radio.axon.Linkage;
import radio.axon.Pipeline;
import radio.axon.PublishTo;
import radio.axon.SubscribeTo;
import radio.net.LineReader;
import radio.net.LineWriter;
import radio.net.ServerCore;
import radio.net.ServerSettings;

/// What one says, all hear.
///
/// ```
/// client -> LineReader -> PublishTo "chat"
///                             ...
///           client <- LineWriter <- SubscribeTo "chat"          (both for each client)
/// ```
///
/// Who does not read misses the oldest lines, and is cut off in the end; the others do not wait.
@Command(name = "chat", description = "what one says, all hear")
final class ChatExample extends Example {
    private static final String CHAT = "chat";

    /// Lines that wait for a client.
    private static final Bound DOOR = Bound.dropOldest(100);

    ChatExample() {
        super(1502);
    }

    @Override
    void start(AxonSystem system, PrintStream out) {
        tell(serve(system, at()), out);
    }

    static ServerCore serve(AxonSystem system, ServerSettings at) {
        ServerCore server =
                new ServerCore(
                        _ -> chatter(Pipeline.of(new LineReader(), new PublishTo(CHAT)), CHAT), at);
        system.activate(server);
        return server;
    }

    /// One client's part in a chat: it ends when the client has said all.
    static Component chatter(Component say, String chat) {
        return Graphline.of(
                Map.of(
                        "say",
                        say,
                        "hear",
                        Pipeline.of(new SubscribeTo(chat, DOOR), new LineWriter())),
                new Linkage("", "inbox", "say", "inbox"),
                new Linkage("", "control", "say", "control"),
                new Linkage("say", "signal", "hear", "control"),
                new Linkage("hear", "outbox", "", "outbox"));
    }
}
