package radio.transport;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import radio.wire.Message;
import radio.wire.MessageCodec;
import radio.wire.PeerId;
import radio.wire.Proofs;
import radio.wire.PublicKey;
import radio.wire.Signature;
import radio.wire.Signer;
import radio.wire.StationId;

/// A bare socket that speaks the protocol by hand, as well or as badly as a test wants.
final class Stranger implements AutoCloseable {
    final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    Stranger(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) TestNode.PATIENCE.toMillis());
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    static Stranger dial(TestNode node) throws IOException {
        return new Stranger(new Socket(InetAddress.getLoopbackAddress(), node.transport.port()));
    }

    static Message.Hello hello(int major, PeerId claim, StationId station) {
        return hello(major, 0, claim, station);
    }

    static Message.Hello hello(int major, int minor, PeerId claim, StationId station) {
        return new Message.Hello(
                major, minor, claim, new PublicKey(1, 2, 3, 4), station, 0, List.of());
    }

    /// Of this minor version.
    static Message.Hello hello(TestKey key, int minor) {
        return hello(MessageCodec.MAJOR, minor, key.peer(), TestNode.STATION.station());
    }

    static Message.Hello hello(TestKey key) {
        return hello(MessageCodec.MAJOR, key.peer(), TestNode.STATION.station());
    }

    static Message.Proof proof(Signer signer, Message.Hello ours, Message.Hello theirs) {
        return proof(signer, true, ours, theirs);
    }

    static Message.Proof proof(
            Signer signer, boolean dialled, Message.Hello ours, Message.Hello theirs) {
        return new Message.Proof(
                Signature.of(signer.sign(Proofs.statement(dialled, ours, theirs))));
    }

    static byte[] bytes(Message message) {
        ByteBuffer encoded = MessageCodec.encode(message);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }

    /// Goes through the whole handshake.
    Stranger shakeHands(TestKey key) throws IOException {
        shakeHands(key, hello(key));
        return this;
    }

    /// Goes through the whole handshake and returns the minor version that the other side speaks.
    int shakeHands(TestKey key, Message.Hello ours) throws IOException {
        say(ours);
        Message.Hello theirs = (Message.Hello) hear();
        hear();
        say(proof(key, ours, theirs));
        say(new Message.Welcome(0, Addresses.UNKNOWN));
        return hearWelcome();
    }

    /// The same on the side that was dialled.
    int answerHandshake(TestKey key, Message.Hello ours) throws IOException {
        Message.Hello theirs = (Message.Hello) hear();
        say(ours);
        say(proof(key, false, ours, theirs));
        hear();
        say(new Message.Welcome(0, Addresses.UNKNOWN));
        return hearWelcome();
    }

    private int hearWelcome() throws IOException {
        if (!(hear() instanceof Message.Welcome welcome)) {
            throw new AssertionError("not welcome");
        }
        return welcome.minor();
    }

    void say(Message message) throws IOException {
        byte[] bytes = bytes(message);
        say(bytes, bytes.length);
    }

    void say(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        out.flush();
    }

    /// Says bytes for as long as anybody takes them.
    void sayIfHeard(byte[] bytes) {
        try {
            say(bytes, bytes.length);
        } catch (IOException nobodyHears) {
            // what a hostile peer would meet as well
        }
    }

    void sayPrefix(int type, int length) throws IOException {
        say(ByteBuffer.allocate(4).putInt(type << 24 | length).array(), 4);
    }

    Message hear() throws IOException {
        int prefix = in.readInt();
        byte[] body = new byte[prefix & 0xFF_FFFF];
        in.readFully(body);
        return MessageCodec.decode(prefix >>> 24, ByteBuffer.wrap(body));
    }

    /// Everything up to the end of the connection.
    List<Message> hearAll() throws IOException {
        List<Message> all = new ArrayList<>();
        try {
            while (true) {
                all.add(hear());
            }
        } catch (EOFException | SocketException end) {
            return all;
        }
    }

    /// The BYE with which the other side ends the connection.
    Message.Bye hearBye() throws IOException {
        List<Message> all = hearAll();
        if (all.isEmpty() || !(all.getLast() instanceof Message.Bye bye)) {
            throw new AssertionError("no BYE at the end of " + all);
        }
        return bye;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
