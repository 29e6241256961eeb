package io.cleave.benchmarks.load.systems;

import io.cleave.frame.FrameDecoder;
import io.cleave.frame.FrameEncoder;
import io.netty.channel.ChannelPipeline;

/** Our decoder and encoder where Netty's were, all else as in {@link NettyTuned}. */
public final class CleaveFrames extends FrameEcho {
  /** Found by name. */
  public CleaveFrames() {
    super(Sockets.fastest(), true);
  }

  @Override
  public String name() {
    return "cleave-frames";
  }

  @Override
  public String settings() {
    return "FrameDecoder, FrameEncoder, FlushConsolidationHandler, epoll";
  }

  @Override
  void addCodec(ChannelPipeline pipeline) {
    pipeline.addLast(new FrameDecoder(FORMAT), new FrameEncoder(FORMAT));
  }
}
