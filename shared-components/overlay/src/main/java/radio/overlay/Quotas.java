package radio.overlay;

import java.util.Arrays;
import radio.wire.Message;

/// How much one neighbour may say: a token bucket for each kind of message. What is over the quota
/// is dropped and counted; who goes on regardless is cut off.
///
/// Chunks from the parent are not limited here: they are what we asked for, and the transport
/// bounds their size.
public final class Quotas {
    /// @param perSecond messages of one kind that may come each second on average
    /// @param burst messages of one kind that may come at once
    /// @param tolerated messages over quota before the neighbour is cut off, while it is connected
    public record Settings(int perSecond, int burst, int tolerated) {
        /// 20 and 40 (guess: ten times what a well-behaved peer in a rough network says), 200
        /// (guess).
        public static final Settings DEFAULT = new Settings(20, 40, 200);
    }

    private static final int KINDS = 16;
    private static final int PUSH = 8;
    private static final int HAVE = 10;

    /// Two PULLs full of them.
    private static final int MOST_EXPECTED = 128;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Settings settings;
    private final long[] tokens = new long[KINDS];
    private long filledNanos;
    private int excess;

    Quotas(Settings settings, long nowNanos) {
        this.settings = settings;
        this.filledNanos = nowNanos;
        Arrays.fill(tokens, settings.burst());
    }

    /// Takes one token; false if there is none.
    boolean admit(Message message, long nowNanos) {
        refill(nowNanos);
        int kind = kind(message);
        if (tokens[kind] > 0) {
            tokens[kind]--;
            return true;
        }
        excess++;
        return false;
    }

    /// So many chunks have been asked for: they are welcome beside what it may say anyway.
    void expectPushes(int count) {
        tokens[PUSH] = Math.min(tokens[PUSH] + count, settings.burst() + MOST_EXPECTED);
    }

    boolean exhausted() {
        return excess > settings.tolerated();
    }

    private void refill(long nowNanos) {
        long elapsed = Math.min(nowNanos - filledNanos, 60 * NANOS_PER_SECOND);
        long fresh = elapsed * settings.perSecond() / NANOS_PER_SECOND;
        if (fresh > 0) {
            for (int i = 0; i < KINDS; i++) {
                tokens[i] = Math.max(tokens[i], Math.min(settings.burst(), tokens[i] + fresh));
            }
            filledNanos = nowNanos;
        }
    }

    private static int kind(Message message) {
        if (message instanceof Message.Have) {
            return HAVE; // By far the most frequent: the switch is slow.
        }
        return switch (message) {
            case Message.Ping _ -> 0;
            case Message.Pong _ -> 1;
            case Message.Graft _ -> 2;
            case Message.Grafted _, Message.Refused _ -> 3;
            case Message.Path _ -> 4;
            case Message.Alternatives _ -> 5;
            case Message.Prune _ -> 6;
            case Message.Header _ -> 7;
            case Message.Push _ -> PUSH;
            case Message.Hello _, Message.Proof _, Message.Welcome _, Message.Bye _ -> 9;
            case Message.Unknown _, Message.Redirect _ -> 9;
            case Message.Have _ -> HAVE;
            case Message.Pull _ -> 11;
            case Message.Join _, Message.ForwardJoin _ -> 12;
            case Message.Neighbour _, Message.NeighbourReply _ -> 13;
            case Message.Shuffle _, Message.ShuffleReply _ -> 14;
            case Message.Move _ -> 15;
        };
    }
}
