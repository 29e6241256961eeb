package io.cleave.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.RawPeer.Ending;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoopbackIT {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  void seesCleanEnd(Transport transport) {
    try (Loopback loopback = Loopback.serve(transport, p -> p.addLast(new Greeter()));
        RawPeer peer = RawPeer.connect(loopback.port())) {
      loopback.accepted().close();

      RawPeer.Received received = peer.readToEnd(PATIENCE);

      assertThat(received.ending()).isEqualTo(Ending.FIN);
      assertThat(received.bytes()).isEqualTo(Hex.bytes("6869"));
    }
  }

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  void seesReset(Transport transport) {
    try (Loopback loopback = Loopback.serve(transport, p -> p.addLast(new Greeter()));
        RawPeer peer = RawPeer.connect(loopback.port())) {
      Channel accepted = loopback.accepted();
      accepted.config().setOption(ChannelOption.SO_LINGER, 0);
      accepted.close();

      assertThat(peer.readToEnd(PATIENCE).ending()).isEqualTo(Ending.RESET);
    }
  }

  @ParameterizedTest
  @MethodSource("io.cleave.testing.Transport#available")
  void connectsChannelToRawPeer(Transport transport) {
    try (Loopback loopback = Loopback.serve(transport, p -> {});
        RawPeer.Door door = RawPeer.listen()) {
      loopback.connect(door.port(), p -> p.addLast(new Greeter()));
      try (RawPeer peer = door.accept()) {
        assertThat(peer.read(2)).isEqualTo(Hex.bytes("6869"));
        assertThat(peer.readToEnd(Duration.ofMillis(20)).ending()).isEqualTo(Ending.STILL_OPEN);
      }
    }
  }

  private static final class Greeter extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(Hex.bytes("6869")));
    }
  }
}
