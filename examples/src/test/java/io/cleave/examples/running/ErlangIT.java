package io.cleave.examples.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cleave.examples.running.Program.Result;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Erlang presets against Erlang, whose virtual machine itself cuts and writes the frames. */
class ErlangIT {
  @BeforeAll
  static void needsErlang() {
    assumeTrue(Program.isInstalled("escript"), "no escript here: Erlang is not installed");
  }

  @ParameterizedTest(name = "packet {0}, up to {1} bytes")
  @CsvSource({"1, 255", "2, 65535", "4, 100000"})
  void answersErlang(String packet, int largest) {
    try (Program server =
            Program.cleave(
                "echo", "serve", "--port", "0", "--framing", "erlang-" + packet, "--upper");
        Program client =
            erlang(
                "echo_client.escript",
                Stream.concat(
                    Stream.of("127.0.0.1", String.valueOf(server.port()), packet),
                    texts(largest)))) {
      assertThat(client.successful()).isEqualTo(inUpperCase(largest));
    }
  }

  @ParameterizedTest(name = "packet {0}, up to {1} bytes")
  @CsvSource({"1, 255", "2, 65535", "4, 100000"})
  void asksErlang(String packet, int largest) {
    try (Program server = erlang("echo_server.escript", Stream.of("0", packet, "upper"));
        Program client = send(server, packet, texts(largest))) {
      assertThat(client.successful()).isEqualTo(inUpperCase(largest));
    }
  }

  @Test
  void sendsNothingThatErlangCouldNotReceive() {
    try (Program server = erlang("echo_server.escript", Stream.of("0", "1"));
        Program client = send(server, "1", Stream.of("a".repeat(256)))) {
      Result result = client.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).hasLineCount(1).contains("256").contains("255");
    }
  }

  private static Stream<String> texts(int largest) {
    return Stream.of("hi", "", "你a", "x".repeat(largest));
  }

  private static String inUpperCase(int largest) {
    return String.join("\n", texts(largest).toList()).toUpperCase(Locale.ROOT) + "\n";
  }

  private static Program send(Program server, String packet, Stream<String> texts) {
    Stream<String> command =
        Stream.of("echo", "send", "127.0.0.1:" + server.port(), "--framing", "erlang-" + packet);
    return Program.cleave(Stream.concat(command, texts).toArray(String[]::new));
  }

  private static Program erlang(String program, Stream<String> arguments) {
    Stream<String> command = Stream.of("escript", "erlang/" + program);
    return Program.start(Stream.concat(command, arguments).toList());
  }
}
