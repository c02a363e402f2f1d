package radio.transport;

import java.util.List;
import radio.wire.Contact;

/// Knows for whom there is room in this node, and whom else a stranger could ask. Asked on event
/// loops, for every HELLO: must be quick and safe for threads.
public interface Doorkeeper {
    /// Everybody may come in, and nobody else is known.
    Doorkeeper NONE =
            new Doorkeeper() {
                @Override
                public boolean admits(Contact stranger) {
                    return true;
                }

                @Override
                public List<Contact> others(Contact stranger) {
                    return List.of();
                }
            };

    /// Whether the stranger may go on and prove who it is.
    ///
    /// @param stranger as it claims to be; its addresses are where it was seen and said to listen,
    ///   none if it takes no connections
    boolean admits(Contact stranger);

    /// Whom to name to a stranger that may not, or that came in a crowd, best first.
    List<Contact> others(Contact stranger);
}
