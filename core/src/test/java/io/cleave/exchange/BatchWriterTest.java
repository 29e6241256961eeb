package io.cleave.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.body.Body;
import io.cleave.header.Header;
import io.cleave.header.HeaderException;
import io.cleave.header.HeaderTemplate;
import io.cleave.metrics.ConnectionMetrics;
import io.cleave.testing.FailingAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What leaves, in which buffers, and when. */
final class BatchWriterTest {
  private static final Header PING = Header.of("type", "ping");
  private static final String PING_ON_THE_WIRE = "\17\0\0\0\0\0\0\0{\"type\":\"ping\"}";
  private static final HeaderTemplate REPLY =
      HeaderTemplate.of(Header.of("type", "reply", "id", 0), "id", "body_size");

  private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
  private final BatchWriter writer =
      new BatchWriter(channel.pipeline().firstContext(), ConnectionMetrics.NONE);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private List<String> sent() {
    List<String> sent = new ArrayList<>();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      sent.add(next.toString(StandardCharsets.ISO_8859_1));
      next.release();
    }
    return sent;
  }

  @Test
  void theMessagesOfATurnLeaveInOneBuffer() {
    writer.write(PING);
    writer.write(PING);
    assertThat(sent()).isEmpty();
    channel.runPendingTasks();

    assertThat(sent()).containsExactly(PING_ON_THE_WIRE + PING_ON_THE_WIRE);
  }

  @Test
  void theMessagesOfAReadLeaveAtItsEnd() {
    writer.readBegins();
    writer.write(PING);
    channel.runPendingTasks();
    assertThat(sent()).isEmpty();
    writer.readEnds();

    assertThat(sent()).containsExactly(PING_ON_THE_WIRE);
  }

  @Test
  void aFullBatchLeavesAtOnce() {
    writer.readBegins();
    for (int i = 0; i < 1000; i++) {
      writer.write(REPLY, i, Header.empty(), Body.of(new byte[100]));
    }
    int early = sent().size();
    writer.readEnds();

    assertThat(early).isBetween(5, 20);
    assertThat(sent()).hasSize(1);
  }

  @Test
  void aLongBodyFollowsWhatWasWrittenBefore() {
    writer.write(PING);
    writer.write(Header.of("type", "data"), Unpooled.wrappedBuffer(new byte[10_000]));
    writer.write(PING);
    channel.runPendingTasks();

    List<String> sent = sent();
    assertThat(sent).hasSize(3);
    assertThat(sent.get(0)).startsWith(PING_ON_THE_WIRE).endsWith("\"body_size\":10000}");
    assertThat(sent.get(1)).hasSize(10_000);
    assertThat(sent.get(2)).isEqualTo(PING_ON_THE_WIRE);
  }

  @Test
  void tellsWhenAMessageHasGone() {
    assertThat(writer.sent().isDone()).isTrue();
    writer.write(PING);
    ChannelFuture first = writer.sent();
    assertThat(first.isDone()).isFalse();
    writer.flush();

    assertThat(first.isSuccess()).isTrue();
    assertThat(sent()).hasSize(1);
  }

  @Test
  void aRefusedHeaderLeavesNothingBehind() {
    writer.headersUpTo(8192);
    Header tooLong = Header.of("type", "x".repeat(9000));
    ByteBuf body = Unpooled.buffer().writeZero(3);
    assertThatThrownBy(() -> writer.write(tooLong, body)).isInstanceOf(HeaderException.class);
    assertThat(body.refCnt()).isZero();
    writer.write(PING);
    assertThatThrownBy(() -> writer.write(tooLong)).isInstanceOf(HeaderException.class);
    channel.runPendingTasks();

    assertThat(sent()).containsExactly(PING_ON_THE_WIRE);
  }

  @Test
  void halfAMessageDoesNotStayWhenThereIsNoMemory() {
    int whole = 8 + "{'type':'reply','id':1,'body_size':4000}".length() + 4000;
    for (int k = 1; k < 8; k++) {
      FailingAllocator allocator = new FailingAllocator(k);
      channel.config().setAllocator(allocator);
      int failed = 0;
      for (int i = 0; i < 12; i++) {
        try {
          writer.write(REPLY, 1, Header.empty(), Body.of(new byte[4000]));
        } catch (OutOfMemoryError onPurpose) {
          failed++;
        }
      }
      writer.flush();

      assertThat(failed).isEqualTo(allocator.hasFailed() ? 1 : 0);
      assertThat(String.join("", sent())).hasSize((12 - failed) * whole);
      allocator.assertNothingLeft();
    }
  }
}
