package radio.examples;

import java.io.PrintStream;
import picocli.CommandLine.Command;
import radio.axon.AxonSystem;
import radio.axon.Bound;
import radio.axon.Outbox;
import radio.axon.Pipeline;
import radio.axon.PublishTo;
import radio.axon.Reactor;
import radio.net.LineReader;
import radio.net.Peer;
import radio.net.ServerCore;
import radio.net.ServerSettings;

/// A chat that says who says what: a client's first line is its name.
///
/// ```
/// client -> LineReader -> Named -> PublishTo "chat with names"
///                                      ...
///                    client <- LineWriter <- SubscribeTo "chat with names"
/// ```
@Command(name = "chat-names", description = "a chat that announces who says what")
final class ChatNamesExample extends Example {
    private static final String CHAT = "chat with names";

    ChatNamesExample() {
        super(1503);
    }

    @Override
    void start(AxonSystem system, PrintStream out) {
        tell(serve(system, at()), out);
    }

    static ServerCore serve(AxonSystem system, ServerSettings at) {
        ServerCore server =
                new ServerCore(
                        peer ->
                                ChatExample.chatter(
                                        Pipeline.of(
                                                new LineReader(),
                                                new Named(peer),
                                                new PublishTo(CHAT)),
                                        CHAT),
                        at);
        system.activate(server);
        return server;
    }

    /// Puts the client's name before what it says, and tells of its coming and going. Whoever gives
    /// no name is called by its address.
    private static final class Named extends Reactor {
        private static final int MAX_CHARACTERS = 32;

        private final Outbox<String> told = typedOutbox(String.class, "who says what");
        private final Peer peer;
        private String name = "";

        Named(Peer peer) {
            super("named " + peer);
            this.peer = peer;
            on(typedInbox(String.class, "a name, then lines", Bound.blocking(16)), this::tell);
        }

        private void tell(String line) throws InterruptedException {
            if (name.isEmpty()) {
                name = name(line);
                told.send("* " + name + " is here");
            } else {
                told.send(name + ": " + line);
            }
        }

        @Override
        protected void cleanUp() throws InterruptedException {
            if (!name.isEmpty()) {
                told.send("* " + name + " has gone");
            }
        }

        private String name(String line) {
            String name = line.strip();
            return name.isEmpty()
                    ? peer.toString()
                    : name.substring(0, Math.min(name.length(), MAX_CHARACTERS));
        }
    }
}
