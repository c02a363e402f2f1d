package radio.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import radio.axon.ManualClock;

class HandshakeTableTest {
    private final List<TransportEvent> events = new ArrayList<>();
    private final Switchboard board =
            EmbeddedPeer.board(new TestKey(80), events, new ManualClock());
    private final List<EmbeddedPeer> peers = new ArrayList<>();

    @AfterEach
    void close() {
        peers.forEach(EmbeddedPeer::close);
    }

    private PeerHandler handler() {
        EmbeddedPeer peer = EmbeddedPeer.accepted(board);
        peers.add(peer);
        return peer.handler;
    }

    private boolean open(int peer) {
        peers.get(peer).channel.runPendingTasks();
        return peers.get(peer).channel.isOpen();
    }

    private static InetAddress address(int last) throws Exception {
        return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
    }

    private static HandshakeTable table(int max, int perAddress) {
        return new HandshakeTable(
                new TransportSettings.Handshakes(
                        TransportSettings.Handshakes.DEFAULT.limit(), max, perAddress, true, 10),
                0);
    }

    @Test
    void newcomerTakesThePlaceOfTheLongestSilent() throws Exception {
        HandshakeTable table = table(3, 3);
        PeerHandler speaking = handler();
        table.admit(speaking, address(1));
        assertThat(table.speaks(speaking, 0)).isTrue();
        table.admit(handler(), address(2));
        table.admit(handler(), address(3));
        table.admit(handler(), address(4));
        assertThat(table.size()).isEqualTo(3);
        assertThat(open(0)).isTrue();
        assertThat(open(1)).isFalse();
        assertThat(open(2)).isTrue();
    }

    @Test
    void whoIsOnTheWayOutGoesFirst() throws Exception {
        HandshakeTable table = table(2, 2);
        PeerHandler silent = handler();
        PeerHandler leaving = handler();
        table.admit(silent, address(1));
        table.admit(leaving, address(2));
        table.leaves(leaving);
        table.admit(handler(), address(3));
        assertThat(open(0)).isTrue();
        assertThat(open(1)).isFalse();
    }

    @Test
    void whereAllHaveSpokenTheSlowestGoes() throws Exception {
        HandshakeTable table = table(2, 2);
        for (int i = 0; i < 2; i++) {
            PeerHandler speaking = handler();
            table.admit(speaking, address(i));
            table.speaks(speaking, 0);
        }
        table.admit(handler(), address(3));
        assertThat(open(0)).isFalse();
        assertThat(open(1)).isTrue();
        table.admit(handler(), address(4));
        assertThat(open(1)).isTrue();
        assertThat(open(2)).isFalse();
    }

    @Test
    void oneAddressHasFewPlacesUnlessItIsThisMachine() throws Exception {
        HandshakeTable table = table(10, 2);
        for (int i = 0; i < 3; i++) {
            table.admit(handler(), address(1));
        }
        assertThat(table.size()).isEqualTo(2);
        assertThat(open(0)).isFalse();
        for (int i = 0; i < 4; i++) {
            table.admit(handler(), InetAddress.getLoopbackAddress());
        }
        assertThat(table.size()).isEqualTo(6);
    }
}
