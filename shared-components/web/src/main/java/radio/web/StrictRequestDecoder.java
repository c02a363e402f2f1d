package radio.web;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/// Netty's decoder with our limits, refusing where it would choose: a request with both a length
/// and chunks is understood differently by different readers (RFC 9112, 6.3).
final class StrictRequestDecoder extends HttpRequestDecoder {
    StrictRequestDecoder() {
        super(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(HttpSettings.MAX_LINE)
                        .setMaxHeaderSize(HttpSettings.MAX_HEADERS)
                        .setMaxChunkSize(8192)
                        .setInitialBufferSize(256)
                        .setAllowDuplicateContentLengths(false)
                        .setStrictLineParsing(true)
                        .setValidateHeaders(true));
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
    }
}
