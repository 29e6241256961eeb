package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.examples.running.Program.Result;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that leave and servers that are stopped while a command runs. */
class ExecEndsIT {
  @Test
  void aClientThatHasSaidItsLastIsAnsweredIfToldSo() throws IOException {
    try (Program server = ExecDialect.BARE.serve("--allow-any-shell", "--half-close");
        Socket socket = Wire.connect(server.port())) {
      socket.getOutputStream().write("sleep .3; echo hi; printf ho".getBytes(UTF_8));
      socket.shutdownOutput(); // as nc -N does
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("hi\nho");
    }
  }

  @Test
  void aClientThatHasSaidItsLastIsGoneOtherwise() throws IOException {
    Marked marked = Marked.next();
    try (Program server = ExecDialect.BARE.serve("--allow-any-shell");
        Socket socket = Wire.connect(server.port())) {
      socket.getOutputStream().write(("echo hi; " + marked.sleep()).getBytes(UTF_8));
      await().until(marked::isRunning);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
      assertThat(marked.mentions()).isEmpty();
      assertThat(server.terminate().exitCode()).isZero();
    }
  }

  @Test
  void aCommandThatComesWithTheEndOfItsClientIsNotAnswered() throws IOException {
    Marked marked = Marked.next();
    try (Program server = ExecDialect.BARE.serve("--allow-any-shell")) {
      for (int times = 0; times < 2; times++) {
        try (Socket socket = Wire.connect(server.port())) {
          socket.getOutputStream().write(("echo hi; " + marked.sleep()).getBytes(UTF_8));
          socket.shutdownOutput();
          assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
      }
      assertThat(marked.mentions()).isEmpty();
      Result result = server.terminate();
      assertThat(result.err().lines().filter(line -> line.contains(" left, "))).hasSize(2);
    }
  }

  @Test
  void aClientThatIsKilledIsForgotten() {
    Marked marked = Marked.next();
    try (Program server = ExecDialect.Q.serve("--allow-any-shell");
        Program client = ExecDialect.Q.run(server.port(), marked.sleep())) {
      await().until(marked::isRunning);
      client.signal("KILL");
      await().untilAsserted(() -> assertThat(marked.mentions()).isEmpty());
      try (Program other = ExecDialect.Q.oldClient(server.port(), "echo next")) {
        assertThat(other.successful()).isEqualTo("next\n");
      }
      Result result = server.terminate();
      assertThat(result.exitCode()).isZero();
      assertThat(result.err().lines().filter(line -> line.contains(" left, its command was ended")))
          .hasSize(1);
      assertThat(result.err()).hasLineCount(3); // what was run, and that one
    }
  }

  @Test
  void aCommandMayFinishWithinTheGrace(@TempDir Path directory) throws Exception {
    Path go = directory.resolve("go");
    String waiting = "while [ ! -e " + go + " ]; do sleep .05; done; echo finished";
    try (Program server = ExecDialect.Q.serve("--allow-any-shell", "--grace", "20s")) {
      int port = server.port();
      try (Program client = ExecDialect.Q.oldClient(port, waiting)) {
        server.awaitErr(line -> line.contains(" runs "));
        CompletableFuture<Result> stopped = CompletableFuture.supplyAsync(server::terminate);
        await().until(() -> refuses(port));
        assertThat(stopped).isNotDone();
        Files.createFile(go);
        assertThat(client.successful()).isEqualTo("finished\n");
        assertThat(stopped.join().exitCode()).isZero();
      }
    }
  }

  private static boolean refuses(int port) throws IOException {
    try {
      Wire.connect(port).close();
      return false;
    } catch (ConnectException refused) {
      return true;
    }
  }

  @Test
  void aCommandThatOutlastsTheGraceIsEnded() {
    Marked marked = Marked.next();
    try (Program server = ExecDialect.Q.serve("--allow-any-shell", "--grace", "300ms");
        Program client =
            ExecDialect.Q.oldClient(server.port(), marked.sleep() + " & " + marked.sleep())) {
      await().until(marked::isRunning);
      assertThat(server.terminate().exitCode()).isEqualTo(1);
      assertThat(client.await().err()).contains("closed after 0 of 8 bytes");
      await().untilAsserted(() -> assertThat(marked.mentions()).isEmpty());
    }
  }
}
