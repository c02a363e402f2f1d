/// Sockets as components, without a radio in them: [radio.net.ServerCore] gives each connection a
/// protocol of its own, [radio.net.TcpClient] makes one, [radio.net.LineReader] and
/// [radio.net.LineWriter] turn bytes into lines and back. Below them the threads on which sockets
/// live, and the names of hosts.
@org.jspecify.annotations.NullMarked
package radio.net;
