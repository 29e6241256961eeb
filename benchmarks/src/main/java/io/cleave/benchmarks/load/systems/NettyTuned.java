package io.cleave.benchmarks.load.systems;

import io.cleave.frame.StockCodecs;
import io.netty.channel.ChannelPipeline;

/** Netty's own decoder and encoder of frames, with everything that makes them fast. */
public final class NettyTuned extends FrameEcho {
  /** Found by name. */
  public NettyTuned() {
    super(Sockets.fastest(), true);
  }

  @Override
  public String name() {
    return "netty-tuned";
  }

  @Override
  public String settings() {
    return "LengthFieldBasedFrameDecoder, LengthFieldPrepender, FlushConsolidationHandler, epoll";
  }

  @Override
  void addCodec(ChannelPipeline pipeline) {
    pipeline.addLast(StockCodecs.decoder(FORMAT), StockCodecs.encoder(FORMAT));
  }
}
