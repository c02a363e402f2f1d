package radio.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import radio.audio.codec.OpusPacketDecoder;
import radio.audio.codec.OpusPackets;
import radio.testing.Leaks;
import radio.wire.Packet;

@ExtendWith(Leaks.class)
class OpusPagesTest {
    private static final UnpooledByteBufAllocator MEMORY = UnpooledByteBufAllocator.DEFAULT;

    private final OpusPages pages = new OpusPages(MEMORY, 2);
    private final List<Page> made = new ArrayList<>();

    @AfterEach
    void giveBack() {
        pages.finish(made::add);
        made.forEach(Page::release);
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        buffer.release();
        return bytes;
    }

    /// What a listener gets that begins with that page.
    private byte[] stream(int serial, int first) {
        OggLink link = new OggLink(serial);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(link.begin(MEMORY, 2, OggLink.PRE_SKIP, List.of("TITLE=Töne"))));
        for (Page page : made.subList(first, made.size())) {
            out.writeBytes(bytes(link.header(MEMORY, page)));
            out.writeBytes(bytes(page.bytes().retainedDuplicate()));
        }
        out.writeBytes(bytes(link.end(MEMORY)));
        return out.toByteArray();
    }

    @Test
    void headerPagesAreThoseOfTheRfc() {
        byte[] head = stream(0x01020304, made.size());
        assertThat(HexFormat.of().formatHex(head, 0, 47))
                .isEqualTo(
                        "4f67675300020000000000000000"
                                + "0403020100000000"
                                + HexFormat.of().formatHex(head, 22, 26)
                                + "0113"
                                + "4f707573486561640102000f80bb0000000000");
        List<OggReader.Page> read = OggReader.pages(head);
        assertThat(read).hasSize(3).allMatch(OggReader.Page::whole);
        assertThat(read.get(1).flags()).isZero();
        assertThat(new String(read.get(1).packets().getFirst(), StandardCharsets.UTF_8))
                .startsWith("OpusTags")
                .endsWith("TITLE=Töne");
        assertThat(read.get(2).flags()).isEqualTo(4);
        assertThat(read.get(2).granule()).isEqualTo(120);
        assertThat(read.get(2).packets()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyListenerHasAStreamOfItsOwnFromWhereItBegins(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> packets = new ArrayList<>();
        int[] codes = {31 << 3, 30 << 3, 1 << 3, 3 << 3, 15 << 3 | 1};
        int[] lengths = {960, 480, 960, 2880, 1920};
        for (int i = 0; i < 400; i++) {
            int kind = random.nextInt(codes.length);
            int size =
                    random.nextInt(8) == 0
                            ? 255 * random.nextInt(1, 6)
                            : random.nextInt(3, 1 + 1275);
            // Two frames of one length leave an odd number of bytes with the first one.
            byte[] packet = new byte[kind == 4 ? size | 1 : size];
            random.nextBytes(packet);
            packet[0] = (byte) codes[kind];
            packets.add(packet);
            pages.add(
                    new Sound.Heard(new Packet(lengths[kind], ByteBuffer.wrap(packet)), ""),
                    made::add);
        }
        int first = random.nextInt(made.size() / 2);
        List<OggReader.Page> read = OggReader.pages(stream(random.nextInt(), first));
        assertThat(read).as("seed %d", seed).allMatch(OggReader.Page::whole);
        int skipped = 0;
        for (int i = 0; i < first; i++) {
            skipped += OggReader.pages(whole(made.get(i))).getFirst().packets().size();
        }
        List<byte[]> heard = new ArrayList<>();
        long granule = 0;
        for (int i = 0; i < read.size(); i++) {
            OggReader.Page page = read.get(i);
            assertThat(page.number()).isEqualTo(i);
            assertThat(page.serial()).isEqualTo(read.getFirst().serial());
            if (i >= 2) {
                for (byte[] packet : page.packets()) {
                    if (page.flags() == 4) {
                        granule += 120;
                        continue;
                    }
                    granule += OpusPackets.samples(ByteBuffer.wrap(packet));
                    heard.add(packet);
                }
                assertThat(page.granule()).as("seed %d, page %d", seed, i).isEqualTo(granule);
            }
        }
        assertThat(heard.size()).isPositive();
        for (int i = 0; i < heard.size(); i++) {
            assertThat(heard.get(i)).isEqualTo(packets.get(skipped + i));
        }
    }

    private static byte[] whole(Page page) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(new OggLink(1).header(MEMORY, page)));
        out.writeBytes(bytes(page.bytes().retainedDuplicate()));
        return out.toByteArray();
    }

    @Test
    void whatIsNoPacketOfItsLengthBecomesSilence() {
        pages.add(new Sound.Heard(new Packet(960, ByteBuffer.allocate(0)), ""), made::add);
        pages.add(
                new Sound.Heard(new Packet(960, ByteBuffer.wrap(new byte[] {0, 1, 2})), ""),
                made::add);
        pages.add(new Sound.Heard(new Packet(960, ByteBuffer.allocate(65_000)), ""), made::add);
        pages.add(new Sound.Silence(9600 - 3 * 960 - 60, ""), made::add);
        assertThat(made).isEmpty();
        // 60 samples are too few for a packet: they are owed.
        pages.add(new Sound.Silence(60 + 960, ""), made::add);
        List<byte[]> packets = OggReader.pages(stream(1, 0)).get(2).packets();
        OpusPacketDecoder decoder = new OpusPacketDecoder(2);
        int samples = 0;
        for (byte[] packet : packets) {
            int length = OpusPackets.samples(ByteBuffer.wrap(packet));
            assertThat(decoder.decode(packet, length))
                    .hasValueSatisfying(sound -> {
                        for (short sample : sound) {
                            assertThat(sample).isZero();
                        }
                    });
            samples += length;
        }
        assertThat(samples).isBetween(9600, 9600 + 960);
        assertThat((long) samples).isEqualTo(made.getFirst().end());
    }

    @Test
    void aTitleBeginsAPage() {
        ByteBuffer packet = OpusPackets.silence(2, 960);
        for (int i = 0; i < 13; i++) {
            pages.add(
                    new Sound.Heard(new Packet(960, packet), i < 3 ? "vorher" : "nachher"),
                    made::add);
        }
        assertThat(made.stream().map(page -> page.title() + " " + page.samples()))
                .containsExactly("vorher 2880", "nachher 9600");
    }
}
