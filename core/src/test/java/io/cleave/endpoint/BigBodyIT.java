package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.FullRuns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies far larger than the heap, both ways, in a process of 64 MiB. */
final class BigBodyIT {
  private static final long MIB = 1 << 20;

  @TempDir Path directory = Path.of("set by JUnit");

  @Test
  void carriesBodiesBothWaysInConstantMemory() throws IOException, InterruptedException {
    long length = (FullRuns.requested() ? 2048 : 200) * MIB;
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=64m",
                "-Dio.netty.leakDetection.level=disabled",
                "-cp",
                System.getProperty("java.class.path"),
                BigBody.class.getName(),
                Long.toString(length),
                directory.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    System.out.println(said.strip());
  }
}
