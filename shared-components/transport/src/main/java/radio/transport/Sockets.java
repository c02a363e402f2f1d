package radio.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;

/// How the sockets of peers are set up. Chunks are small and urgent: no Nagle. Small buffers, so
/// that a peer which has stopped reading shows after a second or two of sound and not after a
/// minute.
final class Sockets {
    private Sockets() {}

    static Bootstrap configure(Bootstrap client, TransportSettings.Buffers buffers) {
        return client.option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_SNDBUF, buffers.socketSend())
                .option(ChannelOption.SO_RCVBUF, buffers.socketReceive())
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, marks(buffers));
    }

    static ServerBootstrap configure(ServerBootstrap server, TransportSettings.Buffers buffers) {
        return server.childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, buffers.socketSend())
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, marks(buffers))
                // Connections inherit it; set on the listener it is known before the first byte.
                .option(ChannelOption.SO_RCVBUF, buffers.socketReceive());
    }

    private static WriteBufferWaterMark marks(TransportSettings.Buffers buffers) {
        return new WriteBufferWaterMark(buffers.writeLow(), buffers.writeHigh());
    }
}
