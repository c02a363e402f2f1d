package radio.transport;

import radio.wire.PeerId;
import radio.wire.Signer;
import radio.wire.StationId;
import radio.wire.Verifier;

/// Who this node is when it meets others.
///
/// @param station the one station it carries; nodes of others are refused
/// @param signer holds the node's own key, which is its [PeerId]
/// @param verifier checks what others claim
public record Identity(StationId station, Signer signer, Verifier verifier) {
    public PeerId peer() {
        return new PeerId(signer.publicKey());
    }
}
