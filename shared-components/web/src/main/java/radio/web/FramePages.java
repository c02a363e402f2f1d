package radio.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import radio.wire.Codec;
import radio.wire.StreamInfo;

/// MP3 or ADTS frames as they came, in whole frames, so that every listener begins on one. What is
/// no frame of the codec is left out and counted; what is missing becomes silent frames like the
/// last one.
final class FramePages implements PageMaker {
    private final ByteBufAllocator memory;
    private final Codec codec;
    private final int pageSamples;
    private final ByteBuf body;
    private Optional<CodedFrame> last = Optional.empty();
    private int samples;
    private long start;
    private long index;
    private long owed;
    private long damaged;
    private String title = "";

    FramePages(ByteBufAllocator memory, StreamInfo stream) {
        this.memory = memory;
        codec = stream.codec();
        pageSamples = (int) (PAGE_NANOS * stream.sampleRate() / 1_000_000_000);
        body = memory.heapBuffer(8192);
    }

    @Override
    public void add(Sound sound, Consumer<Page> full) {
        if (!sound.title().equals(title)) {
            cut(full);
            title = sound.title();
        }
        if (sound instanceof Sound.Heard heard) {
            ByteBuffer data = heard.packet().data();
            Optional<CodedFrame> frame = CodedFrame.parse(codec, data);
            if (frame.isPresent()) {
                last = frame;
                body.writeBytes(data);
                advance(sound.samples(), full);
                return;
            }
            damaged++;
        }
        owed += sound.samples();
        byte[] silent = last.flatMap(CodedFrame::silent).orElse(new byte[0]);
        int length = last.map(CodedFrame::samples).orElse(0);
        while (silent.length > 0 && owed >= length) {
            body.writeBytes(silent);
            owed -= length;
            advance(length, full);
        }
    }

    /// Packets that were no frames.
    long damaged() {
        return damaged;
    }

    private void advance(int by, Consumer<Page> full) {
        samples += by;
        if (samples >= pageSamples) {
            cut(full);
        }
    }

    private void cut(Consumer<Page> full) {
        if (samples > 0) {
            ByteBuf bytes = memory.directBuffer(body.readableBytes()).writeBytes(body);
            body.clear();
            full.accept(new Page(bytes, index++, start, samples, title, 0, 0));
            start += samples;
            samples = 0;
        }
    }

    @Override
    public void finish(Consumer<Page> full) {
        cut(full);
        body.release();
    }
}
