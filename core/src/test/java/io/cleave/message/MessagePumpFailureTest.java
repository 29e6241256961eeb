package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.body.BodyLengthException;
import io.cleave.header.Header;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A body that stops half-way, and everything that waited for it. */
class MessagePumpFailureTest {
  private static final MessageFormat FORMAT = MessageFormat.of("<q");

  private final HandPublisher publisher = new HandPublisher();
  private final List<String> failures = new ArrayList<>();

  record Ending(String title, BiConsumer<Channel, HandPublisher> how, String first) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Ending> endings() {
    IOException broken = new IOException("on purpose");
    String closed = ClosedChannelException.class.getSimpleName();
    return Stream.of(
        new Ending("the stream is too short", (c, p) -> p.complete(), "BodyLengthException"),
        new Ending("the stream is too long", (c, p) -> p.give(new byte[3]), "BodyLengthException"),
        new Ending("the stream fails", (c, p) -> p.fail(broken), "IOException"),
        new Ending("this side closes", (c, p) -> c.close(), closed),
        new Ending("the peer closes", (c, p) -> Traffic.peerCloses((EmbeddedChannel) c), closed),
        new Ending(
            "the encoder is removed", (c, p) -> c.pipeline().remove(MessageEncoder.class), closed));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void failsEveryPromiseOnceAndReleasesEverything(Ending ending, TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT));
    write(channel, "body", Message.of(Header.empty(), Body.stream(publisher, 4)));
    publisher.give(Hex.bytes("6162"));
    ByteBuf waiting = allocator.buffer().writeByte(1);
    HandPublisher never = new HandPublisher();
    write(channel, "second", Message.of(Header.empty(), Body.of(waiting)));
    write(channel, "third", Message.of(Header.empty(), Body.stream(never, 9)));
    write(channel, "fourth", new BodyChunk(allocator.buffer().writeByte(1), true));
    channel.flush();
    channel.runPendingTasks();
    assertThat(Traffic.sent(channel)).endsWith("6162");

    ending.how().accept(channel, publisher);
    channel.runPendingTasks();

    String closed = ClosedChannelException.class.getSimpleName();
    assertThat(failures)
        .containsExactlyInAnyOrder(
            "body " + ending.first(), "second " + closed, "third " + closed, "fourth " + closed);
    assertThat(Traffic.sent(channel)).isEmpty();
    assertThat(channel.isOpen()).isFalse();
    assertThat(publisher.isCancelled() || !ending.title().contains("clos")).isTrue();
    assertThat(waiting.refCnt()).isZero();
    assertThat(never.isSubscribed() && !never.isCancelled()).isFalse();
  }

  @Test
  void nothingLeavesBehindBrokenBodyWhileCloseTakesItsTime(TrackedAllocator allocator) {
    CloseGate gate = new CloseGate();
    EmbeddedChannel channel = allocator.channel(gate, new MessageEncoder(FORMAT));
    write(channel, "body", Message.of(Header.empty(), Body.stream(publisher, 4)));
    channel.flush();
    channel.releaseOutbound();

    publisher.give(Hex.bytes("6162"));
    publisher.complete();
    channel.runPendingTasks();

    assertThat(gate.isAsked()).isTrue();
    channel.releaseOutbound();
    write(channel, "next", Message.of(Header.empty()));
    write(channel, "raw", Hex.buffer("61"));
    channel.flush();
    assertThat(Traffic.sent(channel)).isEmpty();
    assertThat(failures)
        .containsExactly(
            "body BodyLengthException",
            "next ClosedChannelException",
            "raw ClosedChannelException");
    Traffic.peerCloses(channel);
  }

  @Test
  void bodyWrittenToClosedChannelFailsAndIsLetGo(
      TrackedAllocator allocator, @TempDir Path directory) throws IOException {
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT));
    Path file = Files.write(directory.resolve("file"), new byte[10]);
    channel.close();

    write(channel, "stream", Message.of(Header.empty(), Body.stream(publisher, 4)));
    write(channel, "file", Message.of(Header.empty(), Body.file(file)));
    write(channel, "empty", Message.of(Header.empty(), Body.file(file, 0, 0)));
    channel.runPendingTasks();

    assertThat(failures)
        .containsExactlyInAnyOrder(
            "stream ClosedChannelException",
            "file ClosedChannelException",
            "empty ClosedChannelException");
    assertThat(publisher.isSubscribed() && !publisher.isCancelled()).isFalse();
  }

  @Test
  void fileThatShrinksWhileItIsSentFailsAndCloses(
      TrackedAllocator allocator, @TempDir Path directory) throws IOException {
    FlushGate gate = new FlushGate();
    EmbeddedChannel channel = allocator.channel(gate, new MessageEncoder(FORMAT));
    Path file = Files.write(directory.resolve("file"), new byte[1 << 20]);
    gate.shut();
    write(channel, "file", Message.of(Header.empty(), Body.file(file)));
    write(channel, "next", Message.of(Header.empty()));
    channel.flush();
    try (RandomAccessFile shrink = new RandomAccessFile(file.toFile(), "rw")) {
      shrink.setLength(100_000);
    }

    gate.open(channel.pipeline().context(gate));
    channel.runPendingTasks();

    assertThat(failures)
        .containsExactlyInAnyOrder("file BodyLengthException", "next ClosedChannelException");
    assertThat(channel.isOpen()).isFalse();
    channel.releaseOutbound();
  }

  /** Which of the writes of one message fails. */
  enum FailingPart {
    HEADER(1),
    FIRST_CHUNK(2),
    SECOND_CHUNK(3),
    LAST_CHUNK(4);

    private final int write;

    FailingPart(int write) {
      this.write = write;
    }
  }

  @ParameterizedTest
  @EnumSource
  void lostPartFailsMessageAndCloses(FailingPart part, TrackedAllocator allocator) {
    Saboteur failer = new Saboteur(Saboteur.Misdeed.LOSE, part.write);
    EmbeddedChannel channel = allocator.channel(failer, new MessageEncoder(FORMAT));
    ChannelFuture written =
        channel.writeAndFlush(Message.of(Header.empty(), Body.stream(publisher, 3)));
    for (int i = 0; i < 3 && channel.isOpen(); i++) {
      publisher.give(new byte[1]);
      channel.runPendingTasks();
    }
    if (channel.isOpen()) {
      publisher.complete();
      channel.runPendingTasks();
    }

    assertThat(written.cause()).isInstanceOf(Saboteur.OnPurposeException.class);
    assertThat(channel.isOpen()).isFalse();
    assertThat(publisher.isCancelled()).isTrue();
    channel.releaseOutbound();
  }

  @ParameterizedTest
  @EnumSource(names = {"HEADER", "FIRST_CHUNK"})
  void lostPartOfBodyInMemoryCloses(FailingPart part, TrackedAllocator allocator) {
    Saboteur failer = new Saboteur(Saboteur.Misdeed.LOSE, part.write);
    EmbeddedChannel channel = allocator.channel(failer, new MessageEncoder(FORMAT));

    ChannelFuture written =
        channel.writeAndFlush(Message.of(Header.empty(), Body.of(new byte[2000])));
    channel.runPendingTasks();

    assertThat(written.isSuccess()).isFalse();
    assertThat(channel.isOpen()).as("half a message has left").isFalse();
    channel.releaseOutbound();
  }

  @Test
  void explainsTooFewBytesOfStream(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT));
    ChannelFuture written =
        channel.writeAndFlush(Message.of(Header.empty(), Body.stream(publisher, 4)));

    publisher.give(new byte[3]).complete();
    channel.runPendingTasks();

    assertThat(written.cause())
        .isInstanceOfSatisfying(
            BodyLengthException.class,
            e -> {
              assertThat(e.expected()).isEqualTo(4);
              assertThat(e.got()).isEqualTo(3);
            });
    channel.releaseOutbound();
  }

  @Test
  void failureOfVoidPromiseIsAnException(TrackedAllocator allocator) {
    MessageLines lines = new MessageLines();
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT), lines);
    channel.write(Message.of(Header.empty(), Body.of(new byte[2000])), channel.voidPromise());
    channel.write(new MessageStart(Header.empty(), 1), channel.voidPromise());
    channel.write(new BodyChunk(allocator.buffer().writeByte(1), true), channel.voidPromise());
    channel.writeAndFlush(
        Message.of(Header.empty(), Body.stream(publisher, 4)), channel.voidPromise());
    assertThat(lines.lines()).isEmpty();

    publisher.complete();
    channel.runPendingTasks();

    assertThat(lines.failure()).isInstanceOf(BodyLengthException.class);
    channel.releaseOutbound();
  }

  private void write(EmbeddedChannel channel, String name, Object message) {
    channel
        .write(message)
        .addListener(
            written -> {
              Throwable cause = written.cause();
              failures.add(name + " " + (cause == null ? "sent" : simpleName(cause)));
            });
  }

  private static String simpleName(Throwable cause) {
    return cause instanceof ClosedChannelException
        ? ClosedChannelException.class.getSimpleName()
        : cause.getClass().getSimpleName();
  }
}
