package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.body.BodyLengthException;
import io.cleave.header.Header;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.netty.channel.ChannelFuture;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that are pulled: files and streams, and what waits behind them. */
class MessagePumpTest {
  private static final MessageFormat FORMAT = MessageFormat.of("<q");
  private static final String EMPTY = "02000000000000007b7d";

  private Path file = Path.of("");
  private final List<String> done = new ArrayList<>();

  @BeforeEach
  void setUp(@TempDir Path directory) {
    file = directory.resolve("body");
  }

  @FunctionalInterface
  interface Maker {
    Body make(byte[] bytes, Path file) throws IOException;
  }

  record Kind(String title, Maker maker) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Kind> kinds() {
    return Stream.of(
        new Kind("memory", (bytes, file) -> Body.of(bytes)),
        new Kind("file", (bytes, file) -> Body.file(Files.write(file, bytes))),
        new Kind("part of a file", MessagePumpTest::partOfFile),
        new Kind("open file", MessagePumpTest::openFile),
        new Kind(
            "stream, read at once",
            (bytes, file) ->
                Body.stream(new ByteArrayInputStream(bytes), bytes.length, Runnable::run)));
  }

  private static Body partOfFile(byte[] bytes, Path file) throws IOException {
    Files.write(file, Hex.join(new byte[10], bytes, new byte[10]));
    return Body.file(file, 10, bytes.length);
  }

  private static Body openFile(byte[] bytes, Path file) throws IOException {
    Files.write(file, bytes);
    return Body.file(FileChannel.open(file, StandardOpenOption.READ), 0, bytes.length);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void writesEveryKindOfBody(Kind kind, TrackedAllocator allocator) throws IOException {
    for (int length : new int[] {0, 1, 65_535, 65_536, 65_537, 300_000}) {
      EmbeddedChannel channel = channel(allocator);
      byte[] bytes = MessageWire.body(length, length);
      Body body = kind.maker().make(bytes, file);
      Header header = Header.of("body_size", length);

      ChannelFuture written = channel.write(Message.of(header, body));
      assertThat(written.isDone()).isFalse();
      channel.flush();

      assertThat(written.isSuccess()).as("%d bytes", length).isTrue();
      assertThat(Traffic.sent(channel)).isEqualTo(Hex.of(MessageWire.withBody(bytes)));
      channel.finish();
    }
  }

  @Test
  void slowStreamIsWrittenAsItComes(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator);
    HandPublisher slow = new HandPublisher();
    ChannelFuture written = channel.writeAndFlush(message(slow, 4));
    assertThat(Traffic.sent(channel)).isEqualTo(Hex.of(MessageWire.announcing(4)));

    slow.give(Hex.bytes("6162"));
    channel.runPendingTasks();
    assertThat(Traffic.sent(channel)).isEqualTo("6162");
    slow.give(Hex.bytes("6364"));
    channel.runPendingTasks();
    assertThat(Traffic.sent(channel)).as("held until the stream has ended there").isEmpty();
    slow.complete();
    channel.runPendingTasks();

    assertThat(Traffic.sent(channel)).isEqualTo("6364");
    assertThat(written.isSuccess()).isTrue();
    channel.finish();
  }

  @Test
  void messagesWaitBehindBodyInOrder(TrackedAllocator allocator) throws IOException {
    EmbeddedChannel channel = channel(allocator);
    HandPublisher slow = new HandPublisher();
    Files.write(file, Hex.bytes("6364"));
    write(channel, "slow", message(slow, 1));
    write(channel, "whole", Message.of(Header.empty()));
    write(channel, "file", Message.of(Header.empty(), Body.file(file)));
    write(channel, "start", new MessageStart(Header.empty(), 1));
    write(channel, "chunk", new BodyChunk(allocator.buffer().writeByte(0x65), true));
    write(channel, "other", Hex.buffer("66"));
    write(channel, "refused", Message.of(Header.of("body_size", 1)));
    write(channel, "last", Message.of(Header.empty()));
    channel.flush();
    assertThat(Traffic.sent(channel)).isEqualTo(Hex.of(MessageWire.announcing(1)));
    assertThat(done).isEmpty();

    slow.give(Hex.bytes("61")).complete();
    channel.runPendingTasks();

    assertThat(Traffic.sent(channel))
        .isEqualTo(
            "61"
                + EMPTY
                + Hex.of(MessageWire.withBody(Hex.bytes("6364")))
                + Hex.of(MessageWire.withBody(Hex.bytes("65")))
                + "66"
                + EMPTY);
    assertThat(done)
        .containsExactlyInAnyOrder(
            "slow",
            "whole",
            "file",
            "start",
            "chunk",
            "other",
            "last",
            "refused IllegalArgumentException");
    channel.finish();
  }

  @Test
  void writeFromWithinFailureKeepsItsPlace(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator);
    HandPublisher slow = new HandPublisher();
    channel.write(message(slow, 1));
    channel
        .write(Message.of(Header.of("body_size", 1)))
        .addListener(failed -> channel.writeAndFlush(Message.of(Header.of("a", 2))));
    channel.write(Message.of(Header.of("a", 1)));
    channel.flush();
    channel.releaseOutbound();

    slow.give(Hex.bytes("61")).complete();
    channel.runPendingTasks();

    assertThat(Traffic.sent(channel))
        .isEqualTo("61" + "07000000000000007b2261223a317d" + "07000000000000007b2261223a327d");
    channel.finish();
  }

  @Test
  void flushFromWithinFailureForgetsNoFlushAskedBefore(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator);
    HandPublisher slow = new HandPublisher();
    channel.write(message(slow, 1));
    channel.write(Message.of(Header.of("body_size", 1))).addListener(failed -> channel.flush());
    channel.write(Message.of(Header.of("a", 1)));
    channel.flush();
    channel.releaseOutbound();

    slow.give(Hex.bytes("61")).complete();
    channel.runPendingTasks();

    assertThat(Traffic.sent(channel)).isEqualTo("61" + "07000000000000007b2261223a317d");
    channel.finish();
  }

  @Test
  void nothingLeavesUnflushedAndOneFlushIsEnough(TrackedAllocator allocator) throws IOException {
    EmbeddedChannel channel = channel(allocator);
    byte[] bytes = MessageWire.body(1_000_000, 1);
    Files.write(file, bytes);
    ChannelFuture written = channel.write(Message.of(Header.empty(), Body.file(file)));
    channel.write(Message.of(Header.empty()));
    channel.runPendingTasks();
    assertThat(channel.outboundMessages()).isEmpty();
    assertThat(allocator.usedBytes()).isLessThan(64 * 1024 * 3);

    channel.flush();

    assertThat(written.isSuccess()).isTrue();
    assertThat(Traffic.sent(channel)).isEqualTo(Hex.of(MessageWire.withBody(bytes)) + EMPTY);
    channel.finish();
  }

  @Test
  void pullsNoMoreThanSlowReaderTakes(TrackedAllocator allocator) throws IOException {
    FlushGate gate = new FlushGate();
    EmbeddedChannel channel = allocator.channel(gate, new MessageEncoder(FORMAT));
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(32_768, 65_536));
    byte[] bytes = MessageWire.body(1 << 20, 1);
    Files.write(file, bytes);
    gate.shut();

    ChannelFuture written = channel.writeAndFlush(Message.of(Header.empty(), Body.file(file)));
    channel.runPendingTasks();
    assertThat(allocator.usedBytes()).isLessThan(65_536 * 2 + 1024);
    assertThat(written.isDone()).isFalse();
    gate.open(channel.pipeline().context(gate));

    assertThat(written.isSuccess()).isTrue();
    assertThat(Traffic.sent(channel)).isEqualTo(Hex.of(MessageWire.withBody(bytes)));
    assertThat(channel.isWritable()).isTrue();
    channel.finish();
  }

  @Test
  void fileThatBecameShorterFailsItsWriteAlone(TrackedAllocator allocator) throws IOException {
    EmbeddedChannel channel = channel(allocator);
    Files.write(file, new byte[100]);
    Message message = Message.of(Header.empty(), Body.file(file));
    Files.write(file, new byte[99]);

    assertThat(channel.writeAndFlush(message).cause())
        .isExactlyInstanceOf(BodyLengthException.class)
        .hasMessageContaining("99 bytes (expected: 100");
    assertThat(message.refCnt()).isZero();
    assertThat(channel.writeAndFlush(Message.of(Header.empty())).isSuccess()).isTrue();
    assertThat(Traffic.sent(channel)).isEqualTo(EMPTY);
    channel.finish();
  }

  @Test
  void refusedHeaderClosesFileAndStream(TrackedAllocator allocator) throws IOException {
    EmbeddedChannel channel = channel(allocator);
    Files.write(file, new byte[100]);
    FileChannel open = FileChannel.open(file, StandardOpenOption.READ);
    Header tooLong = Header.of("a", "x".repeat(9_000));
    HandPublisher publisher = new HandPublisher();

    assertThat(channel.write(Message.of(tooLong, Body.file(open, 0, 100))).cause()).isNotNull();
    assertThat(channel.write(Message.of(tooLong, Body.stream(publisher, 1))).cause()).isNotNull();

    assertThat(open.isOpen()).isFalse();
    assertThat(publisher.isCancelled() || !publisher.isSubscribed()).isTrue();
    assertThat(channel.writeAndFlush(Message.of(Header.empty())).isSuccess()).isTrue();
    assertThat(Traffic.sent(channel)).isEqualTo(EMPTY);
    channel.finish();
  }

  private void write(EmbeddedChannel channel, String name, Object message) {
    channel
        .write(message)
        .addListener(
            written -> {
              Throwable cause = written.cause();
              done.add(name + (cause == null ? "" : " " + cause.getClass().getSimpleName()));
            });
  }

  private static Message message(HandPublisher publisher, long length) {
    return Message.of(Header.empty(), Body.stream(publisher, length));
  }

  private static EmbeddedChannel channel(TrackedAllocator allocator) {
    return allocator.channel(new MessageEncoder(FORMAT));
  }
}
