package radio.wire;

import java.nio.ByteBuffer;

/// What is signed to prove an identity: both nonces, both peers, the station and the side, so that
/// a proof fits one handshake, one direction and one pair only.
///
/// ```
/// "RP" 1 | u8 side (1 dialled, 2 accepted) | nonce of the one who checks | own nonce
///        | own peer id | peer id of the one who checks | station
/// ```
public final class Proofs {
    private Proofs() {}

    /// The bytes that `prover` signs for `checker`.
    ///
    /// @param proverDialled whether the prover opened the connection
    public static ByteBuffer statement(
            boolean proverDialled, Message.Hello prover, Message.Hello checker) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + 5 * PublicKey.BYTES);
        new WireWriter(buffer)
                .u8('R')
                .u8('P')
                .u8(1)
                .u8(proverDialled ? 1 : 2)
                .key(checker.nonce())
                .key(prover.nonce())
                .key(prover.peer().key())
                .key(checker.peer().key())
                .key(prover.station().key());
        return buffer.flip();
    }
}
