package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.header.Header;
import io.cleave.testing.Loopback;
import io.cleave.testing.RawPeer;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that reads nothing of the body that is sent to it, and then ends the connection. */
class MessageStallIT {
  private static final MessageFormat FORMAT = MessageFormat.of("<q");
  private static final long LENGTH = 64 << 20;
  private static final long MOST_HELD = 1 << 20;

  /** What the peer does once nothing moves any more. */
  private enum End {
    BREAKS_A_RULE {
      @Override
      void end(RawPeer peer) {
        peer.send(MessageWire.le64(-1));
      }
    },
    RESETS {
      @Override
      void end(RawPeer peer) {
        peer.reset();
      }
    },
    CLOSES {
      @Override
      void end(RawPeer peer) {
        peer.close();
      }
    };

    abstract void end(RawPeer peer);
  }

  static Stream<Arguments> ends() {
    return Transport.available().stream()
        .flatMap(transport -> Arrays.stream(End.values()).map(end -> Arguments.of(transport, end)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("ends")
  void stalledStreamHoldsLittleAndIsLetGo(Transport transport, End end) throws Exception {
    Zeros zeros = new Zeros();
    stall(transport, end, Body.stream(zeros, LENGTH));
    assertThat(zeros.closed.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(zeros.read).hasValueLessThan(LENGTH);
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("ends")
  void stalledFileIsClosed(Transport transport, End end, @TempDir Path directory) throws Exception {
    Path path = directory.resolve("sparse");
    try (FileChannel sparse =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      sparse.write(ByteBuffer.wrap(new byte[1]), LENGTH - 1);
    }
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    stall(transport, end, Body.file(file, 0, LENGTH));
    assertThat(file.isOpen()).isFalse();
    Files.delete(path);
  }

  private static void stall(Transport transport, End end, Body body) throws Exception {
    TrackedAllocator allocator = TrackedAllocator.withoutSites();
    try (Loopback loopback =
            Loopback.serve(
                transport,
                p -> {
                  p.channel().config().setAllocator(allocator);
                  p.addLast(new MessageDecoder(FORMAT), new MessageEncoder(FORMAT), new Quiet());
                });
        RawPeer peer = RawPeer.connect(loopback.port())) {
      Channel server = loopback.accepted();
      ChannelFuture pulled = server.write(Message.of(Header.empty(), body));
      ChannelFuture waiting = server.writeAndFlush(Message.of(Header.empty()));
      Thread.sleep(200);
      assertThat(pulled.isDone()).isFalse();
      assertThat(allocator.peakBytes()).isLessThan(MOST_HELD);

      long start = System.nanoTime();
      end.end(peer);

      assertThat(server.closeFuture().await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(2_500);
      assertThat(pulled.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(pulled.cause()).isNotNull();
      assertThat(waiting.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(waiting.cause()).isNotNull();
    }
    allocator.assertNothingLeft();
  }

  /** Hears of the end without a word. */
  private static final class Quiet extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      assertThat(cause).isNotNull();
    }
  }

  /** Gives zeros as fast as they are asked for. */
  private static final class Zeros extends InputStream {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong read = new AtomicLong();

    @Override
    public int read() {
      throw new AssertionError("one byte at a time");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (closed.getCount() == 0) {
        throw new AssertionError("closed");
      }
      read.addAndGet(length);
      return length;
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
