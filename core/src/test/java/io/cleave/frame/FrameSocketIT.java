package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.Hex;
import io.cleave.testing.Loopback;
import io.cleave.testing.RawPeer;
import io.cleave.testing.RawPeer.Ending;
import io.cleave.testing.Transport;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The frame codecs on real sockets. */
class FrameSocketIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final FrameFormat FORMAT = FrameFormat.of("<q");

  /** Frames as hex, exceptions and events by name. */
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  void framesOfAllSizesComeBack(Transport transport) {
    SplittableRandom random = new SplittableRandom(1);
    List<byte[]> payloads = new ArrayList<>();
    for (int length : List.of(0, 1, 1023, 1024, 1025, 65_536, 300_000, 2)) {
      byte[] payload = new byte[length];
      random.nextBytes(payload);
      payloads.add(payload);
    }
    try (Loopback loopback =
            Loopback.serve(transport, p -> p.addLast(codec()).addLast(new Echo()));
        RawPeer peer = RawPeer.connect(loopback.port())) {
      byte[][] frames =
          payloads.stream().map(p -> Sequence.frame(FORMAT, p)).toArray(byte[][]::new);
      byte[] all = Hex.join(frames);
      peer.send(all);

      assertThat(peer.read(all.length)).isEqualTo(all);
      peer.halfClose();
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
    }
  }

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  void finInsideFrameIsTruncation(Transport transport) {
    try (Loopback loopback = serve(transport, false);
        RawPeer peer = RawPeer.connect(loopback.port())) {
      peer.send(Hex.bytes("0100000000000000 61 0200000000000000 62")).halfClose();

      assertThat(next()).isEqualTo("61");
      assertThat(next()).isEqualTo("TruncatedFrameException");
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
    }
  }

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  void inputShutdownInsideFrameIsTruncationAndClosesAtOnce(Transport transport) {
    try (Loopback loopback = serve(transport, true);
        RawPeer peer = RawPeer.connect(loopback.port())) {
      Channel accepted = loopback.accepted();
      peer.send(Hex.bytes("0100000000000000 61 0200000000000000 62")).halfClose();

      assertThat(next()).isEqualTo("61");
      assertThat(next()).isEqualTo("TruncatedFrameException");
      long start = System.nanoTime();
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
      assertThat(accepted.closeFuture().awaitUninterruptibly(PATIENCE.toMillis())).isTrue();
      // nothing more can come, so there is nothing to linger for
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(900));
    }
  }

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  void inputShutdownBetweenFramesLeavesOutputOpen(Transport transport) {
    try (Loopback loopback = serve(transport, true);
        RawPeer peer = RawPeer.connect(loopback.port())) {
      Channel accepted = loopback.accepted();
      peer.send(Hex.bytes("0100000000000000 61")).halfClose();

      assertThat(next()).isEqualTo("61");
      assertThat(next()).isEqualTo("ChannelInputShutdownEvent");
      accepted.writeAndFlush(Hex.buffer("6869"));
      assertThat(peer.read(10)).isEqualTo(Hex.bytes("0200000000000000 6869"));
      accepted.close();
      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.FIN);
    }
  }

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  void resetInsideFrameIsTruncation(Transport transport) {
    try (Loopback loopback = serve(transport, false);
        RawPeer peer = RawPeer.connect(loopback.port())) {
      peer.send(Hex.bytes("0100000000000000 61 0200000000000000 62"));
      assertThat(next()).isEqualTo("61");
      peer.reset();

      assertThat(List.of(next(), next())) // the socket's own exception, then ours
          .last()
          .isEqualTo("TruncatedFrameException");
    }
  }

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  void framesComeOneByOneWhenAskedFor(Transport transport) throws InterruptedException {
    try (Loopback loopback =
            Loopback.serve(
                transport,
                p -> {
                  p.channel().config().setAutoRead(false);
                  p.addLast(codec()).addLast(new Recorder());
                });
        RawPeer peer = RawPeer.connect(loopback.port())) {
      Channel accepted = loopback.accepted();
      for (int i = 0; i < 50; i++) {
        peer.send(Sequence.frame(FORMAT, new byte[] {(byte) i}));
      }
      for (int i = 0; i < 50; i++) {
        assertThat(events.poll(i == 0 ? 50 : 0, TimeUnit.MILLISECONDS)).isNull();
        accepted.read();
        assertThat(next()).isEqualTo(Hex.of(new byte[] {(byte) i}));
      }
    }
  }

  private Loopback serve(Transport transport, boolean allowHalfClosure) {
    return Loopback.serve(
        transport,
        p -> {
          p.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, allowHalfClosure);
          p.addLast(codec()).addLast(new Recorder());
        });
  }

  private static ChannelHandler[] codec() {
    return new ChannelHandler[] {new FrameDecoder(FORMAT), new FrameEncoder(FORMAT)};
  }

  private String next() {
    try {
      return String.valueOf(events.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private final class Recorder extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      events.add(Hex.of((ByteBuf) message));
      ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        events.add(event.getClass().getSimpleName());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      events.add(cause.getClass().getSimpleName());
    }
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.writeAndFlush(message);
    }
  }
}
