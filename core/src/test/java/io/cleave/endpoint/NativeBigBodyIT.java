package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A body far larger than the heap, echoed on the native protocol in a process of 64 MiB. */
final class NativeBigBodyIT {
  @Test
  @Timeout(600)
  void echoesInConstantMemory() throws IOException, InterruptedException {
    long length = (FullRuns.requested() ? 1024L : 128L) << 20;
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=64m",
                "-Dio.netty.leakDetection.level=disabled",
                "-cp",
                System.getProperty("java.class.path"),
                NativeBigBody.class.getName(),
                Long.toString(length))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    FaultLine.print("G5", "%s", said.strip());
  }
}
