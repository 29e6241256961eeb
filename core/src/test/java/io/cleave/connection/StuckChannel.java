package io.cleave.connection;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A channel whose peer takes nothing, and whose clock moves when it is told to. */
final class StuckChannel extends EmbeddedChannel {
  private final List<LinkEvent> events = new ArrayList<>();

  StuckChannel(ChannelHandler... handlers) {
    super(handlers);
    pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                events.add((LinkEvent) event);
              }
            });
    freezeTime();
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer waiting) {}

  /** What the owner was told. */
  List<LinkEvent> events() {
    return events;
  }

  void passMillis(long millis) {
    advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    runScheduledPendingTasks();
    runPendingTasks();
  }
}
