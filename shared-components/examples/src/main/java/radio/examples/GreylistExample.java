package radio.examples;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import radio.axon.AxonSystem;
import radio.axon.Component;
import radio.axon.Pipeline;
import radio.net.LineReader;
import radio.net.LineWriter;
import radio.net.ServerCore;
import radio.net.ServerSettings;
import radio.net.TcpClient;

/// Stands before a mail server and lets in only mail whose sender comes back ([Greylist]).
///
/// ```
///            +-> LineReader -> SmtpProxy -> LineWriter --+
/// client ----+                   |   ^                   +---> client
///                     LineWriter +   + LineReader
///                              |       ^
///                              TcpClient <-> mail server          (all of it for each client)
/// ```
@Command(name = "greylist", description = "an SMTP proxy that defers mail from strangers")
final class GreylistExample extends Example {
    /// RFC 5321, 4.5.3.1: a line of text is at most 1000 bytes. Not all keep to it.
    private static final int LINE_BYTES = 8 * 1024;

    @Option(
            names = "--server",
            paramLabel = "HOST",
            description = "the mail server behind it (default: ${DEFAULT-VALUE})")
    String server = "127.0.0.1";

    @Option(
            names = "--server-port",
            paramLabel = "PORT",
            description = "its port (default: ${DEFAULT-VALUE})")
    int serverPort = 25;

    GreylistExample() {
        super(1525);
    }

    @Override
    void start(AxonSystem system, PrintStream out) {
        Greylist greylist = new Greylist(system.clock(), Greylist.TRIPLETS);
        tell(serve(system, at(), greylist, server, serverPort), out);
    }

    static ServerCore serve(
            AxonSystem system, ServerSettings at, Greylist greylist, String host, int port) {
        ServerCore server =
                new ServerCore(
                        peer ->
                                Pipeline.of(
                                        reader(),
                                        new SmtpProxy(
                                                peer.host(), greylist, mailServer(host, port)),
                                        writer()),
                        at);
        system.activate(server);
        return server;
    }

    private static Component mailServer(String host, int port) {
        return Pipeline.of(writer(), new TcpClient(host, port), reader());
    }

    /// Mail is bytes; and only CR LF ends a line, lest commands be smuggled in.
    private static Component reader() {
        return LineReader.crlf(LINE_BYTES, StandardCharsets.ISO_8859_1);
    }

    private static Component writer() {
        return LineWriter.crlf(StandardCharsets.ISO_8859_1);
    }
}
