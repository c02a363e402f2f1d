/// What peers say to each other: its words, its bytes, its identities and signatures.
///
/// Nothing here touches a socket, a thread, a clock or a key file. `docs/protocol.md` describes the
/// same bytes for people who write a peer in another language; the golden tests keep both true.
@NullMarked
package radio.wire;

import org.jspecify.annotations.NullMarked;
