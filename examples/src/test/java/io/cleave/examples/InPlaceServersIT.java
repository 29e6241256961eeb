package io.cleave.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.endpoint.FrameClient;
import io.cleave.endpoint.FrameServer;
import io.cleave.wire.FrameFormat;
import org.junit.jupiter.api.Test;

class InPlaceServersIT {
  private static final FrameFormat Q = FrameFormat.of("<q");

  @Test
  void answersWithTheSum() {
    try (FrameServer server = InPlaceServers.serveSums(0);
        FrameClient client = FrameClient.connect(Q, "127.0.0.1", server.port())) {
      assertThat(client.call(new byte[] {1, 2, 3})).containsExactly(6);
      assertThat(client.call(new byte[0])).containsExactly(0);
    }
  }

  @Test
  void answersEachConnectionWithItsOwnFrameBefore() {
    try (FrameServer server = InPlaceServers.serveLast(0);
        FrameClient one = FrameClient.connect(Q, "127.0.0.1", server.port());
        FrameClient two = FrameClient.connect(Q, "127.0.0.1", server.port())) {
      assertThat(one.call(new byte[] {1})).isEmpty();
      assertThat(two.call(new byte[] {2})).isEmpty();
      assertThat(one.call(new byte[] {3})).containsExactly(1);
      assertThat(two.call(new byte[] {4})).containsExactly(2);
    }
  }
}
