package radio.transport;

import radio.wire.Reason;

/// What a transport refuses; each kind has a counter of its name.
public enum Rejection {
    /// Bytes that are not what their message type says.
    MALFORMED("malformed", Reason.MALFORMED),
    /// A message longer than its type allows; refused before any of it was kept.
    OVERSIZE("oversize", Reason.MALFORMED),
    /// Another major version.
    VERSION("version", Reason.VERSION),
    /// A node of another station.
    WRONG_STATION("wrongStation", Reason.WRONG_STATION),
    /// A claim to an identity without its key, or an old proof once more.
    BAD_PROOF("badProof", Reason.FORGED),
    /// Not whom we looked for; nothing is wrong with the node itself.
    WRONG_PEER("wrongPeer", Reason.LEAVING),
    /// A handshake that was not finished in time, or made room for another one.
    SILENT("silent", Reason.TIMEOUT),
    /// Over a limit on handshakes, connections or dials.
    BUSY("busy", Reason.BUSY),
    /// Sent on to others, because too many came at once.
    REDIRECTED("redirected", Reason.BUSY),
    /// This node itself.
    SELF("self", Reason.SELF),
    /// A message that has no place at that point of the conversation.
    PROTOCOL("protocol", Reason.PROTOCOL),
    /// Could not take what was sent to it.
    TOO_SLOW("tooSlow", Reason.TOO_SLOW),
    /// A second connection of a pair, of which another one stays.
    DUPLICATE("duplicate", Reason.REPLACED),
    /// Hung up before the handshake was finished, without a word.
    BROKEN_OFF("brokenOff", Reason.LOST);

    private final String label;
    private final Reason reason;

    Rejection(String label, Reason reason) {
        this.label = label;
        this.reason = reason;
    }

    /// Its name in reports.
    public String label() {
        return label;
    }

    /// What the other side is told.
    Reason reason() {
        return reason;
    }
}
