package radio.examples;

import java.io.PrintStream;
import picocli.CommandLine.Command;
import radio.axon.AxonSystem;
import radio.axon.Component;
import radio.axon.Pipeline;
import radio.axon.io.ConsoleReader;
import radio.axon.io.Printer;
import radio.net.LineReader;
import radio.net.LineWriter;
import radio.net.TcpClient;

/// A chat's client for the console.
///
/// ```
/// ConsoleReader -> LineWriter -> TcpClient -> LineReader -> Printer
/// ```
///
/// Ends with the input or with the server, and says why.
@Command(name = "chat-console", description = "a client for chat and chat-names: type and read")
final class ChatConsoleExample extends Example {
    ChatConsoleExample() {
        super(1502);
    }

    @Override
    void start(AxonSystem system, PrintStream out) {
        start(system, host, port, new ConsoleReader(), out);
    }

    static TcpClient start(
            AxonSystem system, String host, int port, Component typed, Appendable shown) {
        TcpClient client = new TcpClient(host, port);
        Printer printer = new Printer(shown);
        Pipeline chat = Pipeline.of(typed, new LineWriter(), client, new LineReader(), printer);
        system.link(client.outbox("ended"), printer.inbox("inbox"));
        system.link(chat.outbox("signal"), chat.inbox("control")); // the last one ends the first
        system.activate(chat);
        return client;
    }
}
