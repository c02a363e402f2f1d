package radio.web.hls;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import radio.wire.StreamInfo;

/// Opus in fragmented MP4: ISO/IEC 14496-12, and "Encapsulation of Opus in ISO Base Media File
/// Format" (opus-codec.org/docs/opus_in_isobmff.html, here "Opus").
///
/// One track of 48,000 units a second. There is no edit list: who joins a live stream joins in its
/// middle, where nothing is to be skipped; the first 80 ms of a decoder that begins cold are rough,
/// which the `roll` group says.
final class FragmentedMp4 {
    static final int TIMESCALE = 48_000;

    /// 80 ms in packets of 20 ms ("Opus", 4.3.6).
    private static final int ROLL_PACKETS = -4;

    /// depends on no other sample
    private static final int SYNC_SAMPLE = 0x0200_0000;

    private static final int SETUP_BYTES = 19;
    private static final int TRACK = 1;

    private static final String TITLE_SCHEME = "https://aomedia.org/emsg/ID3";

    private FragmentedMp4() {}

    /// One packet.
    ///
    /// @param samples 48,000 a second
    record Sample(ByteBuffer data, int samples) {}

    /// The head of the file for such a stream, of Opus with one or two channels.
    static ByteBuffer init(StreamInfo stream) {
        BoxWriter out = new BoxWriter(1024);
        out.box("ftyp").text("iso6").u32(0).text("iso6").text("mp41").text("cmfc").end();
        out.box("moov");
        out.box("mvhd", 0, 0).zeros(8).u32(TIMESCALE).u32(0);
        out.u32(0x0001_0000).u16(0x0100).zeros(10);
        matrix(out).zeros(24).u32(TRACK + 1).end();
        out.box("trak");
        out.box("tkhd", 0, 3).zeros(8).u32(TRACK).zeros(4).u32(0).zeros(8);
        out.u16(0).u16(0).u16(0x0100).u16(0);
        matrix(out).zeros(8).end();
        out.box("mdia");
        out.box("mdhd", 0, 0).zeros(8).u32(TIMESCALE).u32(0).u16(0x55C4).u16(0).end();
        out.box("hdlr", 0, 0).zeros(4).text("soun").zeros(12).text("radio").u8(0).end();
        out.box("minf");
        out.box("smhd", 0, 0).zeros(4).end();
        out.box("dinf").box("dref", 0, 0).u32(1).box("url ", 0, 1).end().end().end();
        out.box("stbl");
        out.box("stsd", 0, 0).u32(1);
        entry(out, stream);
        out.end();
        out.box("stts", 0, 0).u32(0).end();
        out.box("stsc", 0, 0).u32(0).end();
        out.box("stsz", 0, 0).u32(0).u32(0).end();
        out.box("stco", 0, 0).u32(0).end();
        out.box("sgpd", 1, 0).text("roll").u32(2).u32(1).u16(ROLL_PACKETS).end();
        out.end().end().end().end();
        out.box("mvex").box("trex", 0, 0).u32(TRACK).u32(1).u32(0).u32(0).u32(SYNC_SAMPLE);
        out.end().end();
        return out.end().finish();
    }

    private static BoxWriter matrix(BoxWriter out) {
        return out.u32(0x0001_0000).zeros(12).u32(0x0001_0000).zeros(12).u32(0x4000_0000);
    }

    /// The sample entry ("Opus", 4.3.1) with its OpusSpecificBox (4.3.2), which is the station's
    /// OpusHead in big-endian; one that is not of this kind is replaced by an ordinary one.
    private static void entry(BoxWriter out, StreamInfo stream) {
        out.box("Opus").zeros(6).u16(1).zeros(8);
        out.u16(stream.channels()).u16(16).zeros(4).u32((long) TIMESCALE << 16);
        ByteBuffer setup = stream.setup().order(ByteOrder.LITTLE_ENDIAN);
        boolean usable =
                setup.remaining() == SETUP_BYTES
                        && setup.get(setup.position() + 9) == stream.channels()
                        && setup.get(setup.position() + 18) == 0;
        int at = setup.position();
        out.box("dOps").u8(0).u8(stream.channels());
        // No pre-skip: the station's counts from the beginning of its epoch. Players take it off
        // the
        // beginning of whatever they hear first (ffmpeg does, though it is called informative).
        out.u16(0);
        out.u32(usable ? setup.getInt(at + 12) : TIMESCALE);
        out.u16(usable ? setup.getShort(at + 16) : 0);
        out.u8(0).end().end();
    }

    /// A fragment of these packets.
    ///
    /// @param sequence of the fragment in its file, from 1
    /// @param decodeTime of the first sample
    /// @param titles that begin in it, each written as an event of ID3 ("Carriage of ID3 Timed
    ///   Metadata in CMAF"), as players show it
    static ByteBuffer fragment(
            long sequence, long decodeTime, List<Sample> packets, List<TitleMark> titles) {
        int sound = 0;
        boolean even = true;
        for (Sample packet : packets) {
            sound += packet.data().remaining();
            even &= packet.samples() == packets.getFirst().samples();
        }
        BoxWriter out = new BoxWriter(sound + 8 * packets.size() + 1024);
        out.box("styp").text("msdh").u32(0).text("msdh").text("msix").text("cmfs").end();
        titles.forEach(title -> event(out, title));
        int moof = out.position();
        out.box("moof").box("mfhd", 0, 0).u32(sequence).end();
        out.box("traf");
        // Offsets count from the moof; flags, and mostly the duration, are those of all samples.
        out.box("tfhd", 0, 0x02_0020 | (even ? 0x8 : 0)).u32(TRACK);
        if (even) {
            out.u32(packets.getFirst().samples());
        }
        out.u32(SYNC_SAMPLE).end();
        out.box("tfdt", 1, 0).u64(decodeTime).end();
        out.box("trun", 0, 0x201 | (even ? 0 : 0x100)).u32(packets.size());
        int offset = out.position();
        out.u32(0);
        for (Sample packet : packets) {
            if (!even) {
                out.u32(packet.samples());
            }
            out.u32(packet.data().remaining());
        }
        out.end();
        out.box("sbgp", 0, 0).text("roll").u32(1).u32(packets.size()).u32(1).end();
        out.end().end();
        out.u32At(offset, out.position() - moof + 8);
        out.box("mdat");
        packets.forEach(packet -> out.bytes(packet.data()));
        return out.end().finish();
    }

    private static void event(BoxWriter out, TitleMark title) {
        out.box("emsg", 1, 0).u32(TIMESCALE).u64(title.decodeTime()).u32(0xFFFF_FFFFL);
        out.u32(title.id()).text(TITLE_SCHEME).u8(0).u8(0);
        out.bytes(id3(title.text())).end();
    }

    /// An ID3 tag with a title, in UTF-8 (id3.org, ID3v2.4.0).
    private static ByteBuffer id3(String title) {
        int text = new BoxWriter(title.length() + 16).text(title).position();
        int frame = 1 + text + 1;
        BoxWriter tag = new BoxWriter(text + 32);
        tag.text("ID3").u8(4).u8(0).u8(0).u32(syncSafe(10 + frame));
        tag.text("TIT2").u32(syncSafe(frame)).u16(0).u8(3).text(title).u8(0);
        return tag.finish();
    }

    /// Seven bits in each byte.
    private static int syncSafe(int value) {
        return (value & 0x7F)
                | (value & 0x3F80) << 1
                | (value & 0x1F_C000) << 2
                | (value & 0xFE0_0000) << 3;
    }
}
