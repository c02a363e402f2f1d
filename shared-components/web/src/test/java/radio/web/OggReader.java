package radio.web;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Reads Ogg pages as the RFC says, bit by bit and with no regard to speed.
final class OggReader {
    private OggReader() {}

    /// @param whole whether its checksum is right
    record Page(
            int flags, long granule, int serial, int number, boolean whole, List<byte[]> packets) {}

    /// The whole pages at the beginning of the bytes; the last may be cut.
    static List<Page> pages(byte[] bytes) {
        List<Page> pages = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (in.remaining() >= 27) {
            int start = in.position();
            if (in.getInt() != 0x5367674f || in.get() != 0) {
                throw new AssertionError("no page at " + start + " of " + bytes.length);
            }
            int flags = in.get();
            long granule = in.getLong();
            int serial = in.getInt();
            int number = in.getInt();
            int crc = in.getInt();
            int segments = in.get() & 0xFF;
            if (in.remaining() < segments) {
                break;
            }
            byte[] table = new byte[segments];
            in.get(table);
            List<byte[]> packets = new ArrayList<>();
            int length = 0;
            int total = 0;
            for (byte entry : table) {
                total += entry & 0xFF;
            }
            if (in.remaining() < total) {
                break;
            }
            for (byte entry : table) {
                length += entry & 0xFF;
                if ((entry & 0xFF) < 255) {
                    byte[] packet = new byte[length];
                    in.get(packet);
                    packets.add(packet);
                    length = 0;
                }
            }
            byte[] page = new byte[in.position() - start];
            in.get(start, page);
            ByteBuffer.wrap(page).putInt(22, 0);
            pages.add(new Page(flags, granule, serial, number, crc(page) == crc, packets));
        }
        return pages;
    }

    /// CRC-32 one bit after the other.
    static int crc(byte[] bytes) {
        int crc = 0;
        for (byte one : bytes) {
            crc ^= (one & 0xFF) << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? crc << 1 ^ 0x04c11db7 : crc << 1;
            }
        }
        return crc;
    }
}
