package io.cleave.benchmarks.peers;

import io.cleave.benchmarks.load.EchoCheck;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every peer is found and echoes right, for a moment. */
class PeersTest {
  @ParameterizedTest
  @ValueSource(strings = {"grpc", "rocketmq", "rsocket", "sofabolt", "vertx"})
  void echoes(String system) throws Exception {
    EchoCheck.check(system);
  }
}
