package radio.simulation.swarm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import radio.overlay.Event;
import radio.overlay.Overlay;
import radio.wire.Candidate;
import radio.wire.Chunk;
import radio.wire.ChunkClass;
import radio.wire.Contact;
import radio.wire.Message;
import radio.wire.PeerId;

/// One node: its overlay, its connections and uplink, and what it has heard.
final class Node {
    static final long NEVER = Long.MAX_VALUE;

    final int index;
    final PeerId id;
    final boolean isSource;
    final Kind kind;
    final Candidate address;

    /// How others can reach it.
    final Contact contact;

    /// Jitter, loss and pauses of what it sends.
    final SplittableRandom noise;

    final Uplink uplink;

    Overlay overlay;

    // ---- Its life ----

    /// One more with every start: what was meant for an earlier life is dropped.
    int life;

    boolean alive = true;

    /// The machine itself is gone: nobody is told, nothing answers.
    boolean silent;

    boolean frozen;
    final List<Event> whileFrozen = new ArrayList<>(0);

    /// Replaces the signature of every chunk it passes on.
    boolean forger;

    /// On which side it is while the network is parted.
    int side;

    long wakeNanos = NEVER;
    long timerNanos = NEVER;
    int timerGeneration;

    /// Handshakes it can still take; fills up with time.
    double handshakes;

    long handshakesNanos;

    // ---- Its connections, in no order that means anything ----

    private int[] peers = new int[8];
    private @Nullable End[] ends = new @Nullable End[8];
    private int connections;

    // ---- What it has heard ----

    final long joinedNanos;
    long endedNanos = NEVER;
    long firstSoundNanos = NEVER;
    long lastSoundNanos = NEVER;

    /// Since when it has been without a parent; NEVER if it is not.
    long orphanedNanos = NEVER;

    int lostParent = -1;

    /// By chunk number: milliseconds from capture to delivery plus 1; 0 if it has not come.
    private char[] delays = new char[128];

    /// The first chunk number in `delays`.
    private int firstNumber = -1;

    private int highestNumber = -1;
    long deliveries;
    long receptions;
    long reordered;
    int forgedDelivered;
    final Set<Integer> forgersMet = new HashSet<>(0);
    int childrenPeak;
    int connectsArrived;
    long bytesUp;
    long bytesDown;
    long pushBytesUp;
    long bytesUpAtStart;
    long bytesDownAtStart;
    long pushBytesUpAtStart;
    long deliveriesAtStart;
    long receptionsAtStart;

    /// The push made last: the same for all children.
    private Message.@Nullable Push lastPush;

    Node(
            int index,
            PeerId id,
            boolean isSource,
            Kind kind,
            Candidate address,
            Contact contact,
            SplittableRandom noise,
            Overlay overlay,
            long joinedNanos) {
        this.index = index;
        this.id = id;
        this.isSource = isSource;
        this.kind = kind;
        this.address = address;
        this.contact = contact;
        this.noise = noise;
        this.overlay = overlay;
        this.uplink = new Uplink(this, kind.uplinkBitsPerSecond());
        this.joinedNanos = joinedNanos;
    }

    // ---- Connections ----

    @Nullable End end(int peer) {
        for (int i = 0; i < connections; i++) {
            if (peers[i] == peer) {
                return ends[i];
            }
        }
        return null;
    }

    void add(End end) {
        if (connections == peers.length) {
            peers = Arrays.copyOf(peers, 2 * connections);
            ends = Arrays.copyOf(ends, 2 * connections);
        }
        peers[connections] = end.other().node.index;
        ends[connections++] = end;
    }

    void remove(End end) {
        for (int i = 0; i < connections; i++) {
            if (ends[i] == end) {
                connections--;
                peers[i] = peers[connections];
                ends[i] = ends[connections];
                ends[connections] = null;
                return;
            }
        }
    }

    int connections() {
        return connections;
    }

    /// @param i 0 to [#connections], exclusive
    End connection(int i) {
        End end = ends[i];
        if (end == null) {
            throw new IllegalStateException("no connection " + i);
        }
        return end;
    }

    /// Says so many bytes of a handshake before all that waits.
    ///
    /// @return when the last of them has gone out
    long squeeze(int bytes, long nowNanos) {
        bytesUp += bytes;
        return uplink.squeeze(bytes, nowNanos);
    }

    // ---- Chunks ----

    boolean has(int number) {
        int at = number - firstNumber;
        return firstNumber >= 0 && at >= 0 && at < delays.length && delays[at] != 0;
    }

    /// Milliseconds from capture to delivery; -1 if it has not come.
    int delayMillis(int number) {
        return has(number) ? delays[number - firstNumber] - 1 : -1;
    }

    void heard(int number, long delayNanos) {
        if (firstNumber < 0) {
            // A burst on joining may come out of order.
            firstNumber = Math.max(0, number - 64);
        }
        if (number < firstNumber) {
            char[] more = new char[delays.length + firstNumber];
            System.arraycopy(delays, 0, more, firstNumber, delays.length);
            delays = more;
            firstNumber = 0;
        }
        int at = number - firstNumber;
        if (at >= delays.length) {
            delays = Arrays.copyOf(delays, Math.max(at + 1, delays.length + delays.length / 2));
        }
        delays[at] = (char) Math.clamp(delayNanos / 1_000_000 + 1, 1, Character.MAX_VALUE);
        if (number < highestNumber) {
            reordered++;
        }
        highestNumber = Math.max(highestNumber, number);
    }

    Message.Push push(ChunkClass chunkClass, int hops, Chunk chunk) {
        Message.Push last = lastPush;
        if (last == null
                || last.chunk() != chunk
                || last.hops() != hops
                || last.chunkClass() != chunkClass) {
            last = new Message.Push(chunkClass, hops, chunk);
            lastPush = last;
        }
        return last;
    }

    void startMeasuring() {
        bytesUpAtStart = bytesUp;
        bytesDownAtStart = bytesDown;
        pushBytesUpAtStart = pushBytesUp;
        deliveriesAtStart = deliveries;
        receptionsAtStart = receptions;
    }
}
