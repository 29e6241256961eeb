package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.examples.running.Program.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What every server does, whatever it serves. */
@Order(1) // it waits until deadlines have passed, and others work meanwhile
class ServersIT {
  /** The one that listens, one of the JDK's own, and that of a person who thinks. */
  private static final int IDLE_SOCKETS = 3;

  private static final int HEAD_DEADLINE_MILLIS = 10_000;

  private final Path directory;

  ServersIT(@TempDir Path directory) throws IOException {
    this.directory = directory;
    Files.writeString(directory.resolve("named"), "content");
  }

  /** A server, the beginning of a request to it, a whole one, and how its answer begins. */
  private record Case(String server, String begun, String request, String answer) {
    Program start(Path directory, int port) {
      String line = (server + " --port " + port).replace("DIR", directory.toString());
      return Program.cleave(line.split(" "));
    }

    @Override
    public String toString() {
      return server;
    }
  }

  static Stream<Case> servers() {
    return Stream.of(
        new Case("echo serve --framing none", "", "hi", "hi"),
        new Case("echo serve --framing <i", "\2\0", "\2\0\0\0hi", "\2\0\0\0hi"),
        new Case("exec serve --framing none", "", "hi", "not allowed: hi"),
        new Case("exec serve --framing <i", "\2\0", "\2\0\0\0hi", "\17\0\0\0not allowed: hi"),
        new Case("file serve --root DIR --by-name", "", "named", "content"),
        new Case("bot serve --persona robot", "", "hello", "你好"),
        new Case("bot serve --persona chatter", "", "hello", "hello"));
  }

  static Stream<String> listeners() {
    return Stream.concat(
        servers().map(Case::server),
        Stream.of(
            "file serve --root DIR",
            "file serve --root DIR --take",
            "file serve --push DIR/named",
            "dump serve --framing <i",
            "echo serve --framing native",
            "exec serve",
            "chat serve",
            "udp serve",
            "chat udp-serve"));
  }

  private static Socket connect(Program server) throws IOException {
    Socket socket = Wire.connect(server.port());
    socket.setSoTimeout((int) Program.PATIENCE.toMillis());
    return socket;
  }

  private static void ask(Socket socket, Case each) throws IOException {
    socket.getOutputStream().write(each.request().getBytes(UTF_8));
    byte[] answer = each.answer().getBytes(UTF_8);
    assertThat(socket.getInputStream().readNBytes(answer.length)).isEqualTo(answer);
  }

  @Test
  void saysWhichPortIsTakenAndWhatToDo() throws IOException {
    List<Program> programs = new ArrayList<>();
    try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DatagramSocket udp =
            new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
      int port = udp.getLocalPort();
      listeners().forEach(l -> programs.add(new Case(l, "", "", "").start(directory, port)));
      for (Program program : programs) {
        Result result = program.await();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
            .hasLineCount(1)
            .contains("port " + port + " on 127.0.0.1 is taken (expected: a free one; choose");
      }
    } finally {
      programs.forEach(Program::close);
    }
  }

  /** A server at work, and a person who has connected and says nothing yet. */
  private record AtWork(Case each, Program server, Socket thinker) {
    static AtWork start(Case each, Path directory) {
      Program server = each.start(directory, 0);
      try {
        return new AtWork(each, server, connect(server));
      } catch (IOException e) {
        server.close();
        throw new UncheckedIOException(e);
      }
    }

    void close() throws IOException {
      thinker.close();
      server.close();
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "it counts open files in /proc")
  void forgetsClientsThatVanishAndLetsAPersonThink() throws Exception {
    List<AtWork> all = new ArrayList<>();
    try {
      servers().forEach(each -> all.add(AtWork.start(each, directory)));
      long since = System.nanoTime();
      for (AtWork one : all) {
        forgetsClientsThatVanish(one.each(), one.server());
      }
      long thought = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
      Thread.sleep(Math.max(0, HEAD_DEADLINE_MILLIS + 1_000 - thought)); // every deadline is over
      for (AtWork one : all) {
        ask(one.thinker(), one.each());
        Result result = one.server().terminate();
        assertThat(result.exitCode()).as(one.each().server()).isZero();
        assertThat(result.err().lines().filter(line -> !line.contains("allowed")))
            .hasSizeLessThan(21);
        assertThat(result.err()).doesNotContain("\tat ", "Exception");
      }
    } finally {
      for (AtWork one : all) {
        one.close();
      }
    }
  }

  private static void forgetsClientsThatVanish(Case each, Program server) throws IOException {
    try (Socket warm = connect(server)) {
      ask(warm, each);
    }
    await(each.server()).until(() -> sockets(server) <= IDLE_SOCKETS);
    for (int i = 0; i < 20; i++) {
      vanish(connect(server), each, i);
    }
    await(each.server()).until(() -> sockets(server) <= IDLE_SOCKETS);
    try (Socket good = connect(server)) {
      ask(good, each);
    }
  }

  private static void vanish(Socket socket, Case each, int kind) throws IOException {
    try (socket) {
      String sent = kind % 2 == 0 ? each.begun() : each.request();
      socket.getOutputStream().write(sent.getBytes(UTF_8));
      switch (kind % 4) {
        case 0, 1 -> socket.setSoLinger(true, 0); // a reset, as of a process that was killed
        default -> socket.shutdownOutput();
      }
    }
  }

  private static long sockets(Program server) {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + server.pid() + "/fd"))) {
      return files.filter(ServersIT::isSocket).count();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static boolean isSocket(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().startsWith("socket:");
    } catch (IOException closed) {
      return false;
    }
  }
}
