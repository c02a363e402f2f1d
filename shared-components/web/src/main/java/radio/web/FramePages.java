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
final class FramePages extends PageMaker {
    private final ByteBufAllocator memory;
    private final Codec codec;
    private final ByteBuf body;
    private Optional<CodedFrame> last = Optional.empty();
    private long owed;
    private long damaged;

    FramePages(ByteBufAllocator memory, StreamInfo stream) {
        super(stream.sampleRate());
        this.memory = memory;
        codec = stream.codec();
        body = memory.heapBuffer(8192);
    }

    @Override
    void put(Sound sound, Consumer<Page> full) {
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

    @Override
    ByteBuf take() {
        ByteBuf bytes = memory.directBuffer(body.readableBytes()).writeBytes(body);
        body.clear();
        return bytes;
    }

    @Override
    void release() {
        body.release();
    }
}
