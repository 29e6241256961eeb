package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Small frames that leave together: each write has its own outcome all the same. */
class FrameBatchTest {
  private static final FrameFormat H = FrameFormat.of(">H");

  private static List<ChannelFuture> write(EmbeddedChannel channel, int count, int length) {
    List<ChannelFuture> writes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      writes.add(channel.write(channel.alloc().buffer(length).writeZero(length)));
    }
    return writes;
  }

  @Test
  void framesOfFlushLeaveInOneBufferAndAreDoneTogether(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(H));
    write(channel, 20, 3); // from which it knows how much to expect
    channel.flush();
    Traffic.sent(channel);

    List<ChannelFuture> writes = write(channel, 20, 3);
    assertThat(writes).noneMatch(ChannelFuture::isDone);

    channel.flush();

    assertThat(writes).allMatch(ChannelFuture::isSuccess);
    assertThat(channel.outboundMessages()).hasSize(1);
    assertThat(Traffic.sent(channel)).isEqualTo("0003000000".repeat(20));
    channel.finish();
  }

  @Test
  void holdsBackNoMoreThanBatch(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(H));
    write(channel, 200, 1000);

    long counted = channel.unsafe().outboundBuffer().totalPendingWriteBytes();

    assertThat(counted).isGreaterThan(200 * 1002 - (32 << 10));
    assertThat(channel.isWritable()).isFalse();
    channel.flush();
    assertThat(Traffic.sent(channel)).isEqualTo(("03e8" + "00".repeat(1000)).repeat(200));
    channel.finish();
  }

  @Test
  void failureOfBufferIsFailureOfEachOfItsWrites(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new Broken(), new FrameEncoder(H));
    List<ChannelFuture> writes = write(channel, 3, 3);

    channel.flush();

    assertThat(writes).allMatch(write -> write.cause() instanceof IOException);
    channel.finish();
  }

  @Test
  void whatIsNotFlushedFailsWhenThisSideCloses(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(H));
    List<ChannelFuture> writes = write(channel, 3, 3);

    channel.close();

    assertThat(writes).allMatch(write -> write.isDone() && !write.isSuccess());
    assertThat(Traffic.sent(channel)).isEmpty();
  }

  @Test
  void whatIsNotFlushedFailsWhenThePeerCloses(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(H));
    List<ChannelFuture> writes = write(channel, 3, 3);

    Traffic.peerCloses(channel);

    assertThat(writes).allMatch(write -> write.isDone() && !write.isSuccess());
  }

  @Test
  void removalLeavesNothingBehind(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(H));
    List<ChannelFuture> writes = write(channel, 2, 1);

    channel.pipeline().remove(FrameEncoder.class);
    channel.flush();

    assertThat(writes).allMatch(ChannelFuture::isSuccess);
    assertThat(Traffic.sent(channel)).isEqualTo("000100".repeat(2));
    channel.finish();
  }

  @Test
  void writeInBatchCannotBeCancelled(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(H));
    List<ChannelFuture> writes = write(channel, 2, 1);

    assertThat(writes.get(0).cancel(false)).isFalse();
    channel.flush();

    assertThat(writes).allMatch(ChannelFuture::isSuccess);
    assertThat(Traffic.sent(channel)).isEqualTo("000100".repeat(2));
    channel.finish();
  }

  @Test
  void longPayloadGoesBehindSmallOnesInFrontOfIt(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(H));
    write(channel, 2, 1);
    write(channel, 1, 2000);
    write(channel, 1, 1);

    channel.flush();

    assertThat(Traffic.sent(channel))
        .isEqualTo("000100".repeat(2) + "07d0" + "00".repeat(2000) + "000100");
    channel.finish();
  }

  @Test
  void whatIsWrittenFromWithinIsNotLost(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(H), new Notice());

    write(channel, 200, 1000);
    channel.flush();

    String notice = "0001ff";
    String sent = Traffic.sent(channel);
    assertThat(sent).contains(notice).hasSize(2 * (200 * 1002 + 3));
    channel.finish();
  }

  @Test
  void nothingComesBetweenLongPayloadAndItsLength(TrackedAllocator allocator) {
    InPlaceFrameHandler handler =
        new InPlaceFrameHandler(FrameFormat.of(">I"), (buffer, index, length, answers) -> {});
    EmbeddedChannel channel = allocator.channel(handler, new FlushingNotice(handler));
    ByteBuf payload = channel.alloc().buffer(70_000).writeZero(70_000);

    handler.writer().write(payload, 0, 70_000);
    handler.writer().flush();
    payload.release();

    assertThat(Traffic.sent(channel)).startsWith("00011170" + "00".repeat(70_000));
    channel.finish();
  }

  @Test
  void voidPromisesAreKeptByNobody(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(H));
    for (int i = 0; i < 3; i++) {
      channel.write(channel.alloc().buffer().writeZero(1), channel.voidPromise());
    }

    channel.flush();

    assertThat(Traffic.sent(channel)).isEqualTo("000100".repeat(3));
    channel.finish();
  }

  @Test
  void loneFramesTakeNoMoreRoomThanTheyNeed(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(H));
    write(channel, 1000, 10);
    channel.flush();
    Traffic.sent(channel);
    for (int i = 0; i < 20; i++) { // it takes a few to forget
      channel.writeOutbound(channel.alloc().buffer(10).writeZero(10));
    }
    Traffic.sent(channel);
    long before = allocator.usedBytes();

    for (int i = 0; i < 100; i++) { // a peer that does not read
      channel.writeOutbound(channel.alloc().buffer(10).writeZero(10));
    }

    assertThat(allocator.usedBytes() - before).isEqualTo(100 * 12);
    Traffic.sent(channel);
    channel.finish();
  }

  @Test
  void writerRefusesWhatDecoderWould(TrackedAllocator allocator) {
    InPlaceFrameHandler handler =
        new InPlaceFrameHandler(H.withMaxPayloadLength(4), (buffer, index, length, answers) -> {});
    assertThatThrownBy(handler::writer).hasMessageContaining("expected: one in a pipeline");
    EmbeddedChannel channel = allocator.channel(handler);

    assertThatThrownBy(() -> handler.writer().write(new byte[5]))
        .isInstanceOf(FrameTooLongException.class)
        .hasMessage("payloadLength: 5 (expected: <= 4)");
    handler.writer().write(new byte[4]);
    handler.writer().flush();

    assertThat(Traffic.sent(channel)).isEqualTo("000400000000");
    channel.finish();
  }

  @Test
  void writerSendsLongPayloadUncopied(TrackedAllocator allocator) {
    InPlaceFrameHandler handler =
        new InPlaceFrameHandler(FrameFormat.of(">I"), (buffer, index, length, answers) -> {});
    EmbeddedChannel channel = allocator.channel(handler);
    ByteBuf payload = channel.alloc().buffer(6000).writeZero(6000);
    long before = allocator.allocatedBytes();

    handler.writer().write(payload, 500, 5000);
    handler.writer().flush();

    assertThat(allocator.allocatedBytes() - before).isLessThan(1000);
    payload.release();
    assertThat(Traffic.sent(channel)).isEqualTo("00001388" + "00".repeat(5000));
    channel.finish();
  }

  @Test
  void writerBelongsToItsEventLoop() throws Exception {
    InPlaceFrameHandler handler =
        new InPlaceFrameHandler(H, (buffer, index, length, answers) -> {});
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
    try {
      LocalChannel channel = new LocalChannel();
      channel.pipeline().addLast(handler);
      group.register(channel).sync();

      assertThatThrownBy(() -> handler.writer().write(new byte[1]))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("write: on another thread (expected: the event loop of the channel)");
      channel.close().sync();
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  /** Writes when the channel becomes full. */
  private static final class Notice extends ChannelInboundHandlerAdapter {
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (!ctx.channel().isWritable()) {
        ctx.write(ctx.alloc().buffer(1).writeByte(0xFF));
      }
    }
  }

  /** The same with a writer, and at once. */
  private static final class FlushingNotice extends ChannelInboundHandlerAdapter {
    private final InPlaceFrameHandler handler;

    FlushingNotice(InPlaceFrameHandler handler) {
      this.handler = handler;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (!ctx.channel().isWritable()) {
        handler.writer().write(new byte[] {1});
        handler.writer().flush();
      }
    }
  }

  private static final class Broken extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
      ((ByteBuf) msg).release();
      promise.setFailure(new IOException("on purpose"));
    }
  }
}
