/// Sockets without a radio in them: the threads on which they live, and the names of hosts.
@org.jspecify.annotations.NullMarked
package radio.net;
