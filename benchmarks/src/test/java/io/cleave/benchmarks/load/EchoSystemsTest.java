package io.cleave.benchmarks.load;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every system there is echoes right, for a moment. */
class EchoSystemsTest {
  static Iterable<String> names() {
    return Systems.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void echoes(String system) throws Exception {
    EchoCheck.check(system);
  }
}
