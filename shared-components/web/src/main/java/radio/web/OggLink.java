package radio.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import radio.audio.codec.OpusHead;
import radio.audio.codec.OpusPackets;

/// One listener's logical Ogg Opus stream (RFC 3533, RFC 7845): its serial number, its page
/// numbers, its granule positions, which begin at 0 where the listener does. The pages themselves
/// are everybody's; per listener and page it makes 26 bytes.
final class OggLink {
    /// 80 ms: what a decoder that begins in the middle needs until it is right (RFC 7845, 4.2 and
    /// 4.6). Decoded, not played.
    static final int PRE_SKIP = 3840;

    /// Bytes of a page before those that are everybody's.
    static final int HEADER = 26;

    private static final int BEGINS = 2;
    private static final int ENDS = 4;

    private final int serial;
    private int number;
    private long origin = -1;
    private long granule;
    private int channels = 1;

    OggLink(int serial) {
        this.serial = serial;
    }

    /// The two pages before the first sound.
    ///
    /// @param channels 1 or 2
    /// @param preSkip samples that are decoded and not played
    /// @param tags as NAME=value
    ByteBuf begin(ByteBufAllocator memory, int channels, int preSkip, List<String> tags) {
        this.channels = channels;
        ByteBuf out = memory.directBuffer(256);
        writeWhole(out, BEGINS, new OpusHead(channels, preSkip).bytes());
        ByteBuf packet = memory.heapBuffer(128);
        try {
            packet.writeCharSequence("OpusTags", StandardCharsets.US_ASCII);
            text(packet, ResponseHead.SERVER);
            packet.writeIntLE(tags.size());
            tags.forEach(tag -> text(packet, tag));
            byte[] bytes = new byte[packet.readableBytes()];
            packet.readBytes(bytes);
            writeWhole(out, 0, bytes);
        } finally {
            packet.release();
        }
        return out;
    }

    /// What stands before a page's own bytes.
    ByteBuf header(ByteBufAllocator memory, Page page) {
        ByteBuf header = memory.directBuffer(HEADER);
        head(header, page);
        return header;
    }

    private void head(ByteBuf out, Page page) {
        if (origin < 0) {
            origin = page.start();
        }
        granule = page.end() - origin;
        write(out, 0, granule);
        int crc = OggCrc.combine(OggCrc.of(0, out), page.crc(), page.shift());
        out.setIntLE(22, crc);
    }

    /// A page in one piece.
    ByteBuf whole(ByteBufAllocator memory, Page page) {
        ByteBuf bytes = page.bytes();
        int length = bytes.readableBytes();
        ByteBuf whole = memory.directBuffer(HEADER + length);
        head(whole, page);
        return whole.writeBytes(bytes, bytes.readerIndex(), length);
    }

    /// Whether the pages to come are the same as another one's.
    boolean goesOnAs(OggLink other) {
        return serial == other.serial
                && number == other.number
                && origin == other.origin
                && granule == other.granule
                && channels == other.channels;
    }

    /// The last page. It carries 2.5 ms of silence: readers complain of a last page without a
    /// packet.
    ByteBuf end(ByteBufAllocator memory) {
        ByteBuffer silence = OpusPackets.silence(channels, OpusPackets.SHORTEST);
        int length = silence.remaining();
        ByteBuf page = memory.directBuffer(HEADER + 2 + length);
        write(page, ENDS, granule + OpusPackets.SHORTEST);
        page.writeByte(1).writeByte(length).writeBytes(silence);
        page.setIntLE(22, OggCrc.of(0, page));
        return page;
    }

    private void writeWhole(ByteBuf out, int flags, byte[] packet) {
        int from = out.writerIndex();
        write(out, flags, 0);
        out.writeByte(packet.length / 255 + 1);
        for (int left = packet.length; ; left -= 255) {
            out.writeByte(Math.min(left, 255));
            if (left < 255) {
                break;
            }
        }
        out.writeBytes(packet);
        out.setIntLE(from + 22, OggCrc.of(0, out, from, out.writerIndex() - from));
    }

    private void write(ByteBuf out, int flags, long granulePosition) {
        out.writeCharSequence("OggS", StandardCharsets.US_ASCII);
        out.writeByte(0).writeByte(flags).writeLongLE(granulePosition);
        out.writeIntLE(serial).writeIntLE(number++).writeIntLE(0);
    }

    private static void text(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeIntLE(bytes.length).writeBytes(bytes);
    }
}
