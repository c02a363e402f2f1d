package radio.peer;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import radio.wire.Candidate;

/// Where this machine can probably be reached, for nodes that were not told what to advertise.
final class LocalAddresses {
    private static final int MAX = 3;

    private LocalAddresses() {}

    /// @param bind the address the node listens at, empty for all
    static List<Candidate> candidates(String bind, int port) {
        if (!bind.isEmpty()) {
            return List.of(
                    Candidate.parse(
                            (bind.indexOf(':') < 0 ? bind : "[" + bind + "]") + ":" + port));
        }
        List<Candidate> candidates = new ArrayList<>();
        try {
            for (NetworkInterface card :
                    Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (!card.isUp() || card.isLoopback()) {
                    continue;
                }
                for (InetAddress address : Collections.list(card.getInetAddresses())) {
                    if (address instanceof Inet4Address && candidates.size() < MAX) {
                        candidates.add(Candidate.tcp(address.getAddress(), port));
                    }
                }
            }
        } catch (SocketException e) {
            // A machine that does not tell its addresses still has its loopback.
            candidates.clear();
        }
        if (candidates.isEmpty()) {
            candidates.add(Candidate.tcp(new byte[] {127, 0, 0, 1}, port));
        }
        return candidates;
    }
}
