package io.cleave.benchmarks;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Function;

/**
 * A pipeline with a last handler that counts and releases what arrives, as an application would
 * when it is done with it. Nothing is queued, and no event loop takes part.
 */
public final class Inbound {
  private final Reads reads;
  private final Sink sink = new Sink();
  private final EmbeddedChannel channel;

  /** Nearest to the socket, but behind the head, which would make the channel ask for the time. */
  private final ChannelHandlerContext source;

  private long due;

  /** A pipeline with a handler that tells {@link #arrived} where others hand events on. */
  public Inbound(Reads reads, Function<Inbound, ChannelHandler> handler) {
    this(reads);
    channel
        .pipeline()
        .addBefore(channel.pipeline().context(sink).name(), null, handler.apply(this));
  }

  /** A pipeline of these handlers that will be fed those reads. */
  public Inbound(Reads reads, ChannelHandler... handlers) {
    this.reads = reads;
    this.channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    this.source = channel.pipeline().firstContext();
    channel.pipeline().addLast(handlers).addLast(sink);
  }

  /** One event more has arrived. */
  public void arrived() {
    sink.events++;
  }

  /**
   * Feeds reads until so many more events have arrived. What the last read brings in addition
   * counts for the next call, so that every event is paid for once.
   *
   * @return how many events have arrived so far, over all calls
   */
  public long deliver(int events) {
    due += events;
    while (sink.events < due) {
      source.fireChannelRead(reads.next());
      source.fireChannelReadComplete();
      if (!channel.isOpen()) {
        throw new IllegalStateException("pipeline closed after " + sink.events + " events");
      }
    }
    return sink.events;
  }

  /** Drops what has come of a unit that is not complete, and closes. */
  public void close() {
    channel.finishAndReleaseAll();
  }

  private static final class Sink extends ChannelInboundHandlerAdapter {
    private long events;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      events++;
      ReferenceCountUtil.release(msg);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {}
  }
}
