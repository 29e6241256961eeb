package io.cleave.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.header.Header;
import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small messages that leave together, and what may happen meanwhile. */
class MessageBatchTest {
  private static final MessageFormat FORMAT = MessageFormat.of(">H").withWholeBodyLength(1 << 20);
  private static final Header LONG =
      Header.of("t", Collections.nCopies(40, "x".repeat(1_000))); // of 40 KB

  private static Message small(int n) {
    return Message.of(Header.of("n", n));
  }

  /** Does something once, when the channel becomes unwritable. */
  private static final class WhenFull extends ChannelInboundHandlerAdapter {
    private final Consumer<Channel> action;
    private boolean done;

    WhenFull(Consumer<Channel> action) {
      this.action = action;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (!done && !ctx.channel().isWritable()) {
        done = true;
        action.accept(ctx.channel());
      }
    }
  }

  private static List<String> read(EmbeddedChannel sender, TrackedAllocator allocator) {
    MessageLines lines = new MessageLines();
    EmbeddedChannel receiver = allocator.channel(new MessageDecoder(FORMAT), lines);
    sender.flush();
    sender.runPendingTasks();
    for (ByteBuf part = sender.readOutbound(); part != null; part = sender.readOutbound()) {
      receiver.writeInbound(part);
    }
    receiver.finish();
    return lines.lines();
  }

  @Test
  void holdsBackNoMoreThanBatchHoweverLongHeadersAre(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT));
    int written = 0;
    while (channel.isWritable() && written < 100) {
      assertThat(channel.write(Message.of(LONG)).cause()).isNull();
      written++;
    }

    assertThat(written).isLessThan(5); // 64 KiB are much
    assertThat(read(channel, allocator)).hasSize(written);
    channel.finish();
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "stream", "large", "small"})
  void whatIsWrittenFromWithinStandsBehind(String what, TrackedAllocator allocator) {
    byte[] body = MessageWire.body(5_000, 1);
    WhenFull nested = new WhenFull(channel -> channel.writeAndFlush(small(2)));
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT), nested);
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
    Header header = Header.of("n", 1);

    channel.write(small(0));
    switch (what) {
      case "start" -> {
        channel.write(new MessageStart(header, body.length));
        ByteBuf bytes = allocator.buffer().writeBytes(body);
        channel.write(new BodyChunk(bytes, true));
      }
      case "stream" ->
          channel.write(
              Message.of(
                  header, Body.stream(new ByteArrayInputStream(body), body.length, Runnable::run)));
      case "large" -> channel.write(Message.of(header, Body.of(body)));
      default -> channel.write(Message.of(header, Body.of(new byte[0])));
    }
    List<String> lines = read(channel, allocator);

    List<String> kinds = lines.stream().map(line -> line.substring(0, 14)).toList();
    String other = "message {\"n\":2"; // refused where a message has been begun in parts
    assertThat(kinds).startsWith("message {\"n\":0", "message {\"n\":1");
    assertThat(kinds.subList(2, kinds.size()))
        .isEqualTo(what.equals("start") ? List.of() : List.of(other));
    channel.finish();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void promiseKeptByItsOwnerStopsNeitherFlushNorClose(boolean close, TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT));
    ChannelPromise mine = channel.newPromise();
    channel.write(small(0), mine);
    mine.tryFailure(new TimeoutException("on purpose"));

    ChannelFuture done = close ? channel.close() : channel.writeAndFlush(small(1));

    assertThat(done.isSuccess()).isTrue();
    assertThat(channel.isOpen()).isEqualTo(!close);
    if (!close) {
      assertThat(read(channel, allocator))
          .containsExactly("message {\"n\":0} ", "message {\"n\":1} ");
    }
    channel.finishAndReleaseAll();
  }

  @Test
  void answerWrittenFromWithinFlushIsSentWithNext(TrackedAllocator allocator) {
    List<MessageWriter> writers = new ArrayList<>();
    WhenFull nested = new WhenFull(channel -> writers.get(0).write(Header.of("n", 2)));
    EmbeddedChannel channel =
        allocator.channel(
            new InPlaceMessageHandler(
                FORMAT,
                (header, buffer, index, length, answers) -> {
                  writers.add(answers);
                  answers.write(header, buffer, index, length);
                }),
            nested);
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
    byte[] message = Hex.bytes("0007 7b226e223a317d"); // {"n":1}

    Feed.ALL_AT_ONCE.feed(channel, message);
    channel.runPendingTasks();
    Feed.ALL_AT_ONCE.feed(channel, message);
    channel.runPendingTasks();

    assertThat(Traffic.sent(channel)).contains("0007" + Hex.of("{\"n\":2}".getBytes(UTF_8)));
    channel.finish();
  }
}
