package io.cleave.examples.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.examples.running.Program.Result;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** Help, versions, exit codes of the process; {@code CommandLineTest} has the many cases. */
class UsageIT {
  @Test
  void helps() {
    Result result = run("file serve --help");
    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).startsWith("Usage: cleave file serve ").contains("--verbose");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void tellsWrongUsageFromFailure() {
    Result result = run("echo serve --framing foo");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).hasLineCount(1).startsWith("cleave: ").contains("(expected: none");
  }

  @Test
  void saysItsVersion() {
    assertThat(run("--version").out()).matches("cleave \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n");
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Result result = run("echo send 127.0.0.1:" + free + " hi");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).hasLineCount(1).contains("127.0.0.1:" + free).contains("refused");
  }

  @Test
  void showsTracesOnlyWhenAsked() {
    assertThat(run("dump /no/such/file --framing B").err())
        .isEqualTo("cleave: /no/such/file: no such file or directory\n");
    assertThat(run("dump /no/such/file --framing B --verbose").err())
        .contains("NoSuchFileException")
        .contains("\tat ");
  }

  private static Result run(String words) {
    try (Program program = Program.cleave(words.split(" "))) {
      return program.await();
    }
  }
}
