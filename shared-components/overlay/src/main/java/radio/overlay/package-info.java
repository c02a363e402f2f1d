/// Who forwards what to whom: the overlay as pure state machines.
///
/// [Overlay] takes events and answers with effects; the Relay of `peer` feeds it and carries the
/// effects out. One file per mechanism, each with its settings: [Parents], [ParentSearch],
/// [Children], [Cursors], [Repair], [Membership], [Upload], [Door], [Heartbeat], [SourceClock],
/// [Bans], [Quotas]. Nothing here does I/O, reads a clock, starts a thread or uses a collection
/// whose order differs between runs: the same events, times and random numbers give the same
/// effects, so that a failing simulation can be replayed from its seed.
@NullMarked
package radio.overlay;

import org.jspecify.annotations.NullMarked;
