package radio.simulation;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import radio.wire.Candidate;
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
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final DataInputStream in;

    private Stranger(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    static Stranger dial(int port) throws IOException {
        return new Stranger(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static Message.Hello hello(int major, PeerId claim, StationId station) {
        return new Message.Hello(major, 0, claim, new PublicKey(1, 2, 3, 4), station, 0, List.of());
    }

    /// Claims to be somebody and proves it with a key, theirs or another.
    Stranger claim(PeerId claim, StationId station, Signer key) throws IOException {
        Message.Hello ours = hello(MessageCodec.MAJOR, claim, station);
        say(ours);
        Message.Hello theirs = (Message.Hello) hear();
        hear(); // its proof, which is good
        say(new Message.Proof(Signature.of(key.sign(Proofs.statement(true, ours, theirs)))));
        return this;
    }

    /// Goes through the whole handshake.
    Stranger shakeHands(StationId station, Signer key) throws IOException {
        claim(new PeerId(key.publicKey()), station, key);
        say(new Message.Welcome(0, new Candidate(0, ByteBuffer.allocate(0))));
        if (!(hear() instanceof Message.Welcome)) {
            throw new AssertionError("not welcome");
        }
        return this;
    }

    void say(Message message) throws IOException {
        say(MessageCodec.encode(message));
    }

    void say(ByteBuffer... parts) throws IOException {
        for (ByteBuffer part : parts) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            socket.getOutputStream().write(bytes);
        }
    }

    /// Says bytes for as long as anybody takes them.
    void sayIfHeard(byte[] bytes) {
        try {
            say(ByteBuffer.wrap(bytes));
        } catch (IOException nobodyHears) {
            // what a hostile peer would meet as well
        }
    }

    private Message hear() throws IOException {
        int prefix = in.readInt();
        byte[] body = new byte[prefix & 0xFF_FFFF];
        in.readFully(body);
        return MessageCodec.decode(prefix >>> 24, ByteBuffer.wrap(body));
    }

    /// Hears until there is a message of this kind.
    void hearUntil(Class<? extends Message> kind) throws IOException {
        while (!kind.isInstance(hear())) {
            // whatever else is said on the way
        }
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

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
