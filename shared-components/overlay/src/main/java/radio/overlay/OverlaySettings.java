package radio.overlay;

import java.util.function.Consumer;

/// Everything about an overlay that can be set. The defaults of each mechanism, and where they come
/// from, are with the mechanism.
///
/// @param stream which stream of the station this node carries
/// @param slots the most children; 0 for a node that serves nobody
/// @param resilience how many parents push to this node
/// @param maxPeers the most connections, parent and children included
/// @param catchUpNanos how long a break may have been for the node to ask for what it missed, at
///   least as long as the station's playout delay; after a longer one it goes on at the live edge
/// @param uploadBitsPerSecond what may be given away; [#LIVE_SHARE] of it limits the children
///   beside `slots`; 0 for no such limit, [#MEASURED_UPLOAD] to find it out
/// @param sourceClockOffsetNanos at the source: its wall clock minus the monotonic time given to
///   [Overlay#handle]; not used elsewhere
public record OverlaySettings(
        int stream,
        int slots,
        Resilience resilience,
        int maxPeers,
        long catchUpNanos,
        long uploadBitsPerSecond,
        long sourceClockOffsetNanos,
        Children.Settings children,
        ParentSearch.Settings search,
        Cursors.Settings cursors,
        Membership.Settings membership,
        Repair.Settings repair,
        Heartbeat.Settings heartbeat,
        SourceClock.Settings clock,
        Bans.Settings bans,
        Quotas.Settings quotas,
        Door.Settings door,
        UploadProbe.Settings uploadProbe) {
    /// No node has more children than this.
    public static final int MAX_SLOTS = 1024;

    /// For an upload that nobody has told ([UploadProbe]).
    public static final long MEASURED_UPLOAD = -1;

    /// Of the upload, for live chunks; bursts on joining need the rest (design).
    public static final double LIVE_SHARE = .7;

    public OverlaySettings {
        if (stream < 0 || stream > 0xFFFF) {
            throw new IllegalArgumentException("stream " + stream + " is not 0 to 65535");
        }
        if (slots < 0 || slots > MAX_SLOTS) {
            throw new IllegalArgumentException("slots " + slots + " is not 0 to " + MAX_SLOTS);
        }
        if (maxPeers < slots + 4) {
            throw new IllegalArgumentException(
                    "maxPeers %d leaves no room beside %d slots".formatted(maxPeers, slots));
        }
        if (uploadBitsPerSecond < MEASURED_UPLOAD) {
            throw new IllegalArgumentException("uploadBitsPerSecond " + uploadBitsPerSecond);
        }
        if (catchUpNanos < 0) {
            throw new IllegalArgumentException("catchUpNanos " + catchUpNanos);
        }
    }

    /// Four slots (design: the seed's source admitted four), 128 connections beside them (guess:
    /// 100 handshakes a second, each staying for less than a second), a break of 5 s caught up
    /// (guess: longer than finding a parent takes).
    public static OverlaySettings defaults() {
        return new OverlaySettings(
                0,
                4,
                Resilience.SINGLE,
                132,
                5_000_000_000L,
                0,
                0,
                Children.Settings.DEFAULT,
                ParentSearch.Settings.DEFAULT,
                Cursors.Settings.DEFAULT,
                Membership.Settings.DEFAULT,
                Repair.Settings.DEFAULT,
                Heartbeat.Settings.DEFAULT,
                SourceClock.Settings.DEFAULT,
                Bans.Settings.DEFAULT,
                Quotas.Settings.DEFAULT,
                Door.Settings.DEFAULT,
                UploadProbe.Settings.DEFAULT);
    }

    public OverlaySettings withStream(int changed) {
        return with(draft -> draft.stream = changed);
    }

    /// The same with other slots, and as many connections beside them as before.
    public OverlaySettings withSlots(int changed) {
        return with(draft -> {
            draft.slots = changed;
            draft.maxPeers = maxPeers - slots + changed;
        });
    }

    public OverlaySettings withResilience(Resilience changed) {
        return with(draft -> draft.resilience = changed);
    }

    public OverlaySettings withMaxPeers(int changed) {
        return with(draft -> draft.maxPeers = changed);
    }

    public OverlaySettings withCatchUpNanos(long changed) {
        return with(draft -> draft.catchUpNanos = changed);
    }

    public OverlaySettings withUploadBitsPerSecond(long changed) {
        return with(draft -> draft.uploadBitsPerSecond = changed);
    }

    public OverlaySettings withSourceClockOffsetNanos(long changed) {
        return with(draft -> draft.sourceClockOffsetNanos = changed);
    }

    public OverlaySettings withHeartbeat(Heartbeat.Settings changed) {
        return with(draft -> draft.heartbeat = changed);
    }

    public OverlaySettings withMembership(Membership.Settings changed) {
        return with(draft -> draft.membership = changed);
    }

    public OverlaySettings withRepair(Repair.Settings changed) {
        return with(draft -> draft.repair = changed);
    }

    public OverlaySettings withCursors(Cursors.Settings changed) {
        return with(draft -> draft.cursors = changed);
    }

    private OverlaySettings with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new OverlaySettings(
                draft.stream,
                draft.slots,
                draft.resilience,
                draft.maxPeers,
                draft.catchUpNanos,
                draft.uploadBitsPerSecond,
                draft.sourceClockOffsetNanos,
                children,
                search,
                draft.cursors,
                draft.membership,
                draft.repair,
                draft.heartbeat,
                clock,
                bans,
                quotas,
                door,
                uploadProbe);
    }

    /// What may be changed, while it is.
    private static final class Draft {
        private int stream;
        private int slots;
        private Resilience resilience;
        private int maxPeers;
        private long catchUpNanos;
        private long uploadBitsPerSecond;
        private long sourceClockOffsetNanos;
        private Cursors.Settings cursors;
        private Membership.Settings membership;
        private Repair.Settings repair;
        private Heartbeat.Settings heartbeat;

        Draft(OverlaySettings from) {
            stream = from.stream;
            slots = from.slots;
            resilience = from.resilience;
            maxPeers = from.maxPeers;
            catchUpNanos = from.catchUpNanos;
            uploadBitsPerSecond = from.uploadBitsPerSecond;
            sourceClockOffsetNanos = from.sourceClockOffsetNanos;
            cursors = from.cursors;
            membership = from.membership;
            repair = from.repair;
            heartbeat = from.heartbeat;
        }
    }
}
