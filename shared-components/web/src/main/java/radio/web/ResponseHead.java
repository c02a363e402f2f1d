package radio.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Status line and headers of a reply, in UTF-8: station names are written as they are, which every
/// player expects though no RFC allows it.
final class ResponseHead {
    static final String SERVER = "p2p-radio/0.1.0";

    private ResponseHead() {}

    static ByteBuf write(ByteBufAllocator memory, int status, Map<String, String> headers) {
        StringBuilder text = new StringBuilder(512);
        text.append("HTTP/1.1 ").append(HttpResponseStatus.valueOf(status)).append("\r\n");
        text.append("Server: ").append(SERVER).append("\r\n");
        headers.forEach((name, value) ->
                text.append(name).append(": ").append(harmless(value)).append("\r\n"));
        text.append("\r\n");
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return memory.directBuffer(bytes.length).writeBytes(bytes);
    }

    /// A name of a station is its owner's to choose: it must not begin another header.
    private static String harmless(String value) {
        StringBuilder clean = new StringBuilder(value.length());
        value.chars().filter(c -> c >= 0x20 && c != 0x7F).forEach(c -> clean.append((char) c));
        return clean.toString();
    }
}
