package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.header.Header;
import io.cleave.testing.CountingHandler;
import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import io.cleave.testing.Loopback;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Transport;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A body far larger than what either side may hold of it, over real sockets. */
class MessageLargeBodyIT {
  private static final MessageFormat FORMAT = MessageFormat.of("<q");
  private static final long LENGTH = FullRuns.requested() ? 1L << 30 : 100L << 20;
  private static final int PIECE = 1 << 20;

  /** A few reads, a few chunks; a hundredth of the body at the most. */
  private static final long MOST_HELD = 1 << 20;

  @TempDir private static Path directory;
  private static Path file = Path.of("");
  private static long crc;

  /** How the body leaves. */
  private enum Way {
    REGION {
      @Override
      Body body() {
        return Body.file(file);
      }
    },
    CHUNKS {
      @Override
      Body body() {
        return Body.file(file);
      }
    },
    STREAM {
      @Override
      Body body() throws IOException {
        return Body.stream(Files.newInputStream(file), LENGTH);
      }
    };

    abstract Body body() throws IOException;
  }

  @BeforeAll
  @SuppressWarnings("NullAway") // JUnit has set the directory
  static void writeFile() throws IOException {
    file = directory.resolve("body");
    CRC32 sum = new CRC32();
    byte[] piece = MessageWire.body(PIECE, 1);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long written = 0; written < LENGTH; written += PIECE) {
        piece[0]++;
        sum.update(piece);
        out.write(piece);
      }
    }
    crc = sum.getValue();
  }

  @AfterAll
  static void deleteFile() throws IOException {
    Files.delete(file);
  }

  static Stream<Arguments> ways() {
    return Transport.available().stream()
        .flatMap(transport -> Arrays.stream(Way.values()).map(way -> Arguments.of(transport, way)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("ways")
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // a gibibyte each in the full run
  void takesConstantMemory(Transport transport, Way way) throws Exception {
    TrackedAllocator receiving = TrackedAllocator.withoutSites();
    TrackedAllocator sending = TrackedAllocator.withoutSites();
    Receiver receiver = new Receiver();
    Witness witness = new Witness();
    try (Loopback loopback = serve(transport, receiving, receiver)) {
      Channel client = loopback.connect(p -> p.addLast(new MessageEncoder(FORMAT)));
      client.config().setAllocator(sending);
      if (way == Way.CHUNKS) {
        client.pipeline().addFirst(new CountingHandler()); // nobody knows what it does with writes
      }
      client.pipeline().addFirst(witness);

      ChannelFuture body = client.write(Message.of(Header.empty(), way.body()));
      client.writeAndFlush(Message.of(Header.of("crc", crc)));

      assertThat(receiver.crcSaid.get(9, TimeUnit.MINUTES)).isEqualTo(crc);
      assertThat(receiver.sum.getValue()).isEqualTo(crc);
      assertThat(body.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(body.isSuccess()).isTrue();
    }
    assertThat(witness.regions.get()).isEqualTo(way == Way.REGION ? 1 : 0);
    assertThat(sending.peakBytes()).isLessThan(MOST_HELD);
    assertThat(receiving.peakBytes()).isLessThan(MOST_HELD);
    sending.assertNothingLeft();
    receiving.assertNothingLeft();
    FaultLine.print(
        "G5",
        "body of %s bytes on %s, %s: at most %s bytes of buffers sending, %s receiving",
        LENGTH,
        transport,
        way,
        sending.peakBytes(),
        receiving.peakBytes());
  }

  private static Loopback serve(
      Transport transport, ByteBufAllocator allocator, Receiver receiver) {
    return Loopback.serve(
        transport,
        pipeline -> {
          pipeline.channel().config().setAllocator(allocator);
          pipeline.addLast(new MessageDecoder(FORMAT), receiver);
        });
  }

  /** Sums the body up, then hears what the sum should be. */
  private static final class Receiver extends SimpleChannelInboundHandler<MessageEvent> {
    private final CRC32 sum = new CRC32();
    private final CompletableFuture<Long> crcSaid = new CompletableFuture<>();

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, MessageEvent event) {
      if (event instanceof BodyChunk chunk) {
        for (var buffer : chunk.content().nioBuffers()) {
          sum.update(buffer);
        }
      } else if (event instanceof Message message) {
        crcSaid.complete(message.header().longValue("crc"));
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      crcSaid.completeExceptionally(cause);
    }
  }

  /** Counts regions. From this package, so it is known to pass them on. */
  private static final class Witness extends ChannelOutboundHandlerAdapter {
    private final AtomicInteger regions = new AtomicInteger();

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
      if (msg instanceof FileRegion) {
        regions.incrementAndGet();
      }
      ctx.write(msg, promise);
    }
  }
}
