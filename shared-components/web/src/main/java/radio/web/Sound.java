package radio.web;

import radio.wire.Packet;

/// A piece of the station's time: something to hear, or nothing. One follows the other without a
/// hole.
sealed interface Sound {
    /// Its length per channel, at the stream's rate; 1 or more.
    int samples();

    /// What is playing; empty if unknown.
    String title();

    /// As it came.
    record Heard(Packet packet, String title) implements Sound {
        @Override
        public int samples() {
            return packet.samples();
        }
    }

    /// In place of what did not come.
    record Silence(int samples, String title) implements Sound {}
}
