package io.cleave.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class TransportTest {

  static Stream<Transport> missing() {
    return Stream.of(Transport.values()).filter(transport -> !transport.isAvailable());
  }

  @ParameterizedTest
  @MethodSource("missing")
  void saysWhyItIsMissingAndWhatToDo(Transport transport) {
    assertThatThrownBy(transport::requireAvailable)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("transport: " + transport + " (expected: one this machine has; ")
        .hasMessageContaining("netty-transport-native-")
        .hasMessageContaining("NIO works everywhere");
  }

  @ParameterizedTest
  @EnumSource(
      value = Transport.class,
      names = {"AUTO", "NIO"})
  void isEverywhere(Transport transport) {
    assertThat(transport.isAvailable()).isTrue();
    assertThat(transport.requireAvailable()).isSameAs(transport);
  }

  @Test
  void choosesNioForTcp() {
    assertThat(Transport.AUTO.sockets(false).server().newChannel())
        .isInstanceOf(NioServerSocketChannel.class);
  }
}
