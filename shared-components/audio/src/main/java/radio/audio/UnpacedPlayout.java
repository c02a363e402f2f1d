package radio.audio;

import java.util.ArrayDeque;
import java.util.Optional;
import radio.wire.Air;
import radio.wire.Field;
import radio.wire.Packet;

/// Decodes everything in order, at once, from the first chunk it gets: for files. Without a hole
/// its samples are those of a fresh decoder fed the same packets.
///
/// A hole named by the air is concealed for its whole length, so that a recording stays as long as
/// the programme; so is a jump of media time, up to [#MAX_JUMP_FRAMES].
final class UnpacedPlayout implements Playout {

    /// 10 minutes of silence at most for one jump of media time. Guess.
    static final long MAX_JUMP_FRAMES = 600L * Pcm.RATE;

    private final long unixOffsetNanos;
    private final ArrayDeque<Packet> packets = new ArrayDeque<>();
    private Optional<StreamDecoder> decoder = Optional.empty();
    private long epoch = -1;
    private long expectedMediaTime;
    private long holeFrames;
    private long dueNanos;
    private String title = "";
    private long played;
    private long concealed;
    private long damagedBefore;

    /// @param unixOffsetNanos `unixNanos` less `nanoTime` of the clock
    UnpacedPlayout(long unixOffsetNanos) {
        this.unixOffsetNanos = unixOffsetNanos;
    }

    @Override
    public void add(Air item) {
        if (decoder.isEmpty()
                || epoch != item.id().epoch()
                || !decoder.get().stream().equals(item.stream())) {
            decoder.ifPresent(d -> damagedBefore += d.damaged());
            decoder = Optional.of(new StreamDecoder(item.stream()));
            epoch = item.id().epoch();
            expectedMediaTime = item.mediaTime();
        }
        StreamDecoder current = decoder.get();
        long jump = Math.max(0, item.mediaTime() - expectedMediaTime);
        holeFrames = Math.min(current.frames(Math.min(jump, Integer.MAX_VALUE)), MAX_JUMP_FRAMES);
        dueNanos = item.dueNanos() - Pcm.nanos(holeFrames);
        expectedMediaTime = item.mediaTime() + item.samples();
        switch (item) {
            case Air.Heard heard -> {
                packets.addAll(heard.chunk().packets());
                for (Field field : heard.chunk().fields()) {
                    title = field.type() == Field.TITLE ? field.text() : title;
                }
            }
            case Air.Missing missing -> holeFrames += current.frames(missing.samples());
        }
    }

    @Override
    public boolean hungry() {
        return drained();
    }

    @Override
    public long wakeNanos() {
        return drained() ? Long.MAX_VALUE : Long.MIN_VALUE;
    }

    @Override
    public Optional<Pcm> next(long nowNanos) {
        if (drained()) {
            return Optional.empty();
        }
        StreamDecoder current = decoder.orElseThrow();
        if (holeFrames == 0) {
            Packet packet = packets.remove();
            Optional<short[]> sound = current.decode(packet);
            if (sound.isPresent()) {
                played++;
                return Optional.of(block(sound.get(), current.channels()));
            }
            holeFrames = current.frames(packet.samples());
        }
        int frames = (int) Math.min(holeFrames, Pcm.BLOCK_FRAMES);
        holeFrames -= frames;
        concealed++;
        return Optional.of(block(current.conceal(frames), current.channels()));
    }

    private Pcm block(short[] samples, int channels) {
        Pcm block = new Pcm(samples, channels, dueNanos + unixOffsetNanos, title);
        dueNanos += Pcm.nanos(block.frames());
        return block;
    }

    @Override
    public void end() {}

    @Override
    public boolean drained() {
        return holeFrames == 0 && packets.isEmpty();
    }

    @Override
    public PlayerStatus status() {
        long damaged = damagedBefore + decoder.map(StreamDecoder::damaged).orElse(0L);
        return new PlayerStatus(played, concealed, 0, 0, damaged, 0, 0);
    }
}
