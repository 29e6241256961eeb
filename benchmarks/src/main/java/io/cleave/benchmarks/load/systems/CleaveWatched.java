package io.cleave.benchmarks.load.systems;

import io.cleave.connection.Liveness;
import io.cleave.frame.FrameDecoder;
import io.cleave.frame.FrameEncoder;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;

/** Our codec and our heartbeat in a pipeline of one's own, on NIO: what {@link NettyBare} lacks. */
public final class CleaveWatched extends FrameEcho {
  /** Found by name. */
  public CleaveWatched() {
    super(Sockets.nio(), false);
  }

  @Override
  public String name() {
    return "cleave-watched";
  }

  @Override
  public String settings() {
    return "FrameDecoder, FrameEncoder, Liveness, NIO, writeAndFlush of each frame";
  }

  @Override
  void addCodec(ChannelPipeline pipeline) {
    pipeline.addLast(new FrameDecoder(FORMAT), new FrameEncoder(FORMAT));
    Liveness.of(pipeline.channel()).begin(Duration.ofMinutes(5), Duration.ofMinutes(5), () -> {});
  }
}
