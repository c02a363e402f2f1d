package radio.examples;

import java.io.PrintStream;
import picocli.CommandLine.Command;
import radio.axon.AxonSystem;
import radio.axon.Component;
import radio.axon.Pipeline;
import radio.axon.ui.TextDisplayer;
import radio.axon.ui.Textbox;
import radio.net.LineReader;
import radio.net.LineWriter;
import radio.net.TcpClient;

/// A chat's client with two windows: one to type in, one to read.
///
/// ```
/// Textbox -> LineWriter -> TcpClient -> LineReader -> TextDisplayer
/// ```
///
/// Closing the window to type in ends it.
@Command(name = "chat-window", description = "a client for chat and chat-names, in windows")
final class ChatWindowExample extends Example {
    ChatWindowExample() {
        super(1502);
    }

    @Override
    void start(AxonSystem system, PrintStream out) {
        start(system, host, port, new Textbox("Say"), new TextDisplayer("Chat"));
    }

    static TcpClient start(
            AxonSystem system, String host, int port, Component typed, Component shown) {
        TcpClient client = new TcpClient(host, port);
        Pipeline chat = Pipeline.of(typed, new LineWriter(), client, new LineReader(), shown);
        system.link(client.outbox("ended"), shown.inbox("inbox"));
        system.link(chat.outbox("signal"), chat.inbox("control")); // the last one ends the first
        system.activate(chat);
        return client;
    }
}
