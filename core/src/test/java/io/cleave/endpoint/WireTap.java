package io.cleave.endpoint;

import io.cleave.header.Header;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.Random;

/**
 * Stands at the socket of one end, shows the {@link WireRules} of that end every message in the
 * order in which that end sees it, and cuts what comes in at random.
 */
final class WireTap extends ChannelDuplexHandler {
  private final WireRules rules;
  private final Random random;
  private final Cutter in = new Cutter(false);
  private final Cutter out = new Cutter(true);
  private int writes;

  WireTap(WireRules rules, long seed) {
    this.rules = rules;
    this.random = new Random(seed);
  }

  /** Finds the borders of messages. */
  private final class Cutter {
    private final boolean sent;
    private final ByteBuf head = Unpooled.buffer();
    private long bodyLeft;
    private String bodyType = "";
    private long bodyId;

    Cutter(boolean sent) {
      this.sent = sent;
    }

    /** How many bytes there are to the next border. */
    int toBorder() {
      if (bodyLeft > 0) {
        return (int) Math.min(bodyLeft, Integer.MAX_VALUE);
      }
      int had = head.readableBytes();
      return had < 8 ? 8 - had : (int) (8 + head.getLongLE(0) - had);
    }

    /** Takes bytes up to the next border at most. */
    void take(ByteBuf bytes) {
      int count = bytes.readableBytes();
      if (bodyLeft > 0) {
        bodyLeft -= count;
        byte[] body = new byte[count];
        bytes.getBytes(bytes.readerIndex(), body);
        rules.body(sent, bodyType, bodyId, body, bodyLeft == 0);
        return;
      }
      head.writeBytes(bytes, bytes.readerIndex(), count);
      if (head.readableBytes() > 8 && toBorder() == 0) {
        headerEnds();
      }
    }

    private void headerEnds() {
      int length = head.readableBytes() - 8;
      Header header = Header.parse(head, 8, length, io.cleave.header.HeaderLimits.DEFAULT);
      head.clear();
      bodyLeft = header.longValue("body_size", 0L);
      bodyType = header.text("type");
      bodyId = header.longValue("id", 0L);
      rules.message(sent, header, length, bodyLeft);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    ByteBuf bytes = (ByteBuf) msg;
    int most = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 1 + random.nextInt(100_000);
    try {
      while (bytes.isReadable()) {
        int count = Math.min(Math.min(most, bytes.readableBytes()), in.toBorder());
        ByteBuf piece = bytes.readRetainedSlice(count);
        showWhatWasWritten(ctx);
        in.take(piece);
        ctx.fireChannelRead(piece);
        most = most < 20 && random.nextInt(50) > 0 ? most : 1 + random.nextInt(100_000);
      }
    } finally {
      bytes.release();
    }
  }

  /** What this end has written until now, it has written before it sees what comes next. */
  private void showWhatWasWritten(ChannelHandlerContext ctx) {
    int before;
    do {
      before = writes;
      ctx.pipeline().flush(); // and more may be written when there is room again
    } while (writes != before);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    writes++;
    if (msg instanceof ByteBuf bytes) {
      ByteBuf copy = bytes.duplicate();
      while (copy.isReadable()) {
        out.take(copy.readSlice(Math.min(copy.readableBytes(), out.toBorder())));
      }
    }
    ctx.write(msg, promise);
  }
}
