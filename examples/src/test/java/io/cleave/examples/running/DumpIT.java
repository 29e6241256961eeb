package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.examples.running.Program.Result;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dump}, of files and of what clients send. */
class DumpIT {
  private static final String PDUN = "{\"name\": \"pdun\", \"age\": \"1\"}";

  @Test
  void printsARecordedStream(@TempDir Path directory) throws IOException {
    Path recorded = directory.resolve("你好.bin");
    Files.write(recorded, Wire.hex("1c000000"));
    Files.writeString(recorded, PDUN, StandardOpenOption.APPEND);
    Map<String, String> utf8 = Map.of("LC_ALL", "C.UTF-8");
    try (Program dump =
        Program.cleave(List.of(), utf8, "dump", recorded.toString(), "--framing", "json:i")) {
      assertThat(dump.successful()).isEqualTo("0 28+0 " + PDUN + " \"\"\n");
    }
    Map<String, String> c = Map.of("LC_ALL", "C");
    try (Program dump =
        Program.cleave(List.of(), c, "dump", recorded.toString(), "--framing", "json:i")) {
      Result result = dump.await();
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.err()).hasLineCount(1).contains("set LC_ALL=C.UTF-8");
    }
  }

  @Test
  void readsAPipe() {
    try (Program dump = Program.cleave("dump", "-", "--framing", "B")) {
      assertThat(dump.type("\2hi\0\3你").successful())
          .isEqualTo("0 2 \"hi\"\n3 0 \"\"\n4 3 \"你\"\n");
    }
  }

  @Test
  void saysWhereARecordedStreamBreaks(@TempDir Path directory) throws IOException {
    Path recorded = directory.resolve("broken.bin");
    Files.write(recorded, "\0\0\0\2hiGET / HTTP/1.1\r\n".getBytes(UTF_8));
    try (Program dump = Program.cleave("dump", recorded.toString(), "--framing", ">I")) {
      Result result = dump.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out()).isEqualTo("0 2 \"hi\"\n");
      assertThat(result.err())
          .hasLineCount(1)
          .contains(recorded + ", at byte 6: payloadLength: 1195725856")
          .contains("is an HTTP client calling?");
    }
  }

  @Test
  void printsWhatClientsSendAsItComes() throws IOException {
    try (Program server = Program.cleave("dump", "serve", "--port", "0", "--framing", "json:<i")) {
      int port = server.port();
      try (Socket good = Wire.connect(port);
          Socket bad = Wire.connect(port)) {
        good.getOutputStream().write(Wire.hex("1c000000"));
        good.getOutputStream().write(PDUN.getBytes(UTF_8));
        String peer = "127.0.0.1:" + good.getLocalPort();
        server.awaitOut(line -> line.equals(peer + " 0 28+0 " + PDUN + " \"\""));

        bad.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
        assertThat(bad.getInputStream().read()).isEqualTo(-1);
        String badPeer = "127.0.0.1:" + bad.getLocalPort();
        server.awaitErr(line -> line.contains(badPeer) && line.contains("HTTP client"));

        good.getOutputStream().write(Wire.hex("02000000 7b7d 0500"));
        server.awaitOut(line -> line.equals(peer + " 32 2+0 {} \"\""));
        good.shutdownOutput();
        server.awaitErr(line -> line.contains(peer) && line.contains("end of stream"));
      }
      Result result = server.terminate();
      assertThat(result.exitCode()).isZero();
      assertThat(result.out()).hasLineCount(3);
      assertThat(result.err()).hasLineCount(2);
    }
  }
}
