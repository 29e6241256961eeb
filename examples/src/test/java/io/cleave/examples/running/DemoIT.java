package io.cleave.examples.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.examples.running.Program.Result;
import io.cleave.examples.testing.QuickStart;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemoIT {
  @Test
  void holds() {
    assertThat(QuickStart.flags()).isNotEmpty(); // made before the clock runs
    long began = System.nanoTime();
    try (Program demo = Program.cleave("demo")) {
      Result result = demo.await();
      assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
      assertThat(result.err()).isEmpty();
      assertThat(result.out())
          .contains("\"hellobyebyeagain,bye\"")
          .contains("\"hello\" \"byebye\" \"again,bye\"")
          .contains("\"file_size\":67108864")
          .contains("   hello, cleave\n")
          .contains("   not allowed: rm\n")
          .contains("is an HTTP client calling?")
          .endsWith("All of it held.\n");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
  }
}
