package io.cleave.benchmarks.load.systems;

import io.cleave.frame.StockCodecs;
import io.netty.channel.ChannelPipeline;

/** Netty's own decoder and encoder of frames as in most examples: NIO, a flush for each frame. */
public final class NettyUntuned extends FrameEcho {
  /** Found by name. */
  public NettyUntuned() {
    super(Sockets.nio(), false);
  }

  @Override
  public String name() {
    return "netty-untuned";
  }

  @Override
  public String settings() {
    return "LengthFieldBasedFrameDecoder, LengthFieldPrepender, NIO, writeAndFlush of each frame";
  }

  @Override
  void addCodec(ChannelPipeline pipeline) {
    pipeline.addLast(StockCodecs.decoder(FORMAT), StockCodecs.encoder(FORMAT));
  }
}
