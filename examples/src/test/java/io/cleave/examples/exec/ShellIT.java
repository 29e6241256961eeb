package io.cleave.examples.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.cleave.endpoint.FrameServer;
import io.cleave.examples.options.ByteSize;
import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.FullRuns;
import io.cleave.wire.FrameFormat;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** Rows E9 and E10: many clients, and clients that vanish, against a server in this process. */
@EnabledOnOs(OS.LINUX)
@Isolated("it measures this process")
class ShellIT {
  private static final FrameFormat I = FrameFormat.of("<i");
  private static final int JOBS = 32;

  @BeforeAll
  static void logOnlyWhatIsWrong() {
    ((Logger) LoggerFactory.getLogger(Shell.class)).setLevel(Level.WARN);
    ((Logger) LoggerFactory.getLogger(FrameServer.class)).setLevel(Level.WARN);
  }

  private static FrameServer server() {
    ExecLimits limits =
        new ExecLimits(
            Duration.ofSeconds(20), new ByteSize(1 << 20), JOBS, ExecLimits.Stderr.MERGED, false);
    Shell shell = new Shell(Permissions.anyShell(), limits, Confinement.best());
    return FrameServer.builder().format(I).onCall(shell::answer).bind(0);
  }

  /** A client at one of the addresses of loopback. */
  private static Socket connect(FrameServer server, int address) throws IOException {
    Socket socket = new Socket();
    byte[] source = {127, 0, 0, (byte) (1 + address)};
    socket.bind(new InetSocketAddress(InetAddress.getByAddress(source), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void ask(Socket socket, String command) throws IOException {
    byte[] text = command.getBytes(UTF_8);
    ByteBuffer request =
        ByteBuffer.allocate(Integer.BYTES + text.length).order(ByteOrder.LITTLE_ENDIAN);
    socket.getOutputStream().write(request.putInt(text.length).put(text).array());
  }

  private static String answer(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] answer = new byte[Integer.reverseBytes(in.readInt())];
    in.readFully(answer);
    return new String(answer, UTF_8);
  }

  @Test
  void endsCommandOfClientThatVanishes() throws Exception {
    Random random = new Random(9);
    String mark = "98764." + ProcessHandle.current().pid();
    int resets = FullRuns.count(1_000);
    int begun = 0;
    try (FrameServer server = server()) {
      for (int i = 0; i < resets; i++) {
        try (Socket socket = connect(server, i % 4)) {
          ask(socket, "sleep " + mark + " & sleep " + mark);
          if (i % 2 == 0) {
            await().until(() -> !Processes.with(mark).isEmpty());
            begun++;
          }
          Thread.sleep(random.nextInt(60)); // a random time is what the row asks for
          socket.setSoLinger(true, 0);
        }
        if (i % 2 == 0) { // the next one is to see its own command
          await().atMost(Duration.ofSeconds(5)).until(() -> Processes.with(mark).isEmpty());
        }
      }
      await().atMost(Duration.ofSeconds(5)).until(() -> Processes.with(mark).isEmpty());
      await().until(() -> server.openConnections() == 0);
    }
    FaultLine.print(
        "E9", "%s resets at random times, %s commands seen to run, 0 survivors", resets, begun);
  }

  @Test
  void runsSoManyAtOnceAndTheRestInTurn() throws Exception {
    int addresses = 5;
    int requests = FullRuns.count(10_000);
    ExecutorService threads = Executors.newFixedThreadPool(100);
    List<List<long[]>> byAddress = new ArrayList<>();
    try (FrameServer server = server()) {
      List<List<Future<long[]>>> futures = new ArrayList<>();
      for (int address = 0; address < addresses; address++) {
        List<Future<long[]>> ofAddress = new ArrayList<>();
        for (int i = address; i < requests; i += addresses) {
          int from = address;
          ofAddress.add(threads.submit(() -> timesOfOne(server, from)));
        }
        futures.add(ofAddress);
      }
      for (List<Future<long[]>> ofAddress : futures) {
        List<long[]> times = new ArrayList<>();
        for (Future<long[]> each : ofAddress) {
          times.add(each.get());
        }
        byAddress.add(times);
      }
    } finally {
      threads.shutdownNow();
    }
    for (List<long[]> times : byAddress) {
      assertThat(mostAtOnce(times)).isLessThanOrEqualTo(JobSlots.PER_CLIENT);
    }
    List<long[]> all = byAddress.stream().flatMap(List::stream).toList();
    assertThat(all).hasSize(requests);
    assertThat(mostAtOnce(all)).isEqualTo(JOBS);
    FaultLine.print(
        "E10", "%s requests at once, %s ran at a time, all were answered", requests, JOBS);
  }

  /** When a command began and ended, in nanoseconds. */
  private static long[] timesOfOne(FrameServer server, int address) throws IOException {
    try (Socket socket = connect(server, address)) {
      ask(socket, "date +%s%N; sleep 1; date +%s%N");
      return answer(socket).lines().mapToLong(Long::parseLong).toArray();
    }
  }

  private static long mostAtOnce(List<long[]> times) {
    return times.stream()
        .map(time -> time[0])
        .mapToLong(moment -> times.stream().filter(t -> t[0] <= moment && moment < t[1]).count())
        .max()
        .orElse(0);
  }

  @Test
  void answersWhatIsNotAllowedWithItsName() throws Exception {
    Permissions nothing = Permissions.only(List.of());
    ExecLimits limits =
        new ExecLimits(
            Duration.ofSeconds(5), new ByteSize(1000), 1, ExecLimits.Stderr.MERGED, false);
    Shell shell = new Shell(nothing, limits, Confinement.best());
    try (FrameServer server = FrameServer.builder().format(I).onCall(shell::answer).bind(0);
        Socket socket = connect(server, 0)) {
      for (String command : List.of("df -h", "", "'", "a\u001B[2Jb c", "x".repeat(500))) {
        ask(socket, command);
        assertThat(answer(socket))
            .isEqualTo(
                "not allowed: "
                    + switch (command.length()) {
                      case 0, 1 -> "";
                      case 5 -> "df";
                      case 500 -> "x".repeat(128) + "…";
                      default -> "a\\u001b[2Jb";
                    });
      }
    }
  }

  @Test
  void saysWhyCommandCannotBeStarted() throws Exception {
    try (FrameServer server = server();
        Socket socket = connect(server, 0)) {
      ask(socket, "echo " + "a".repeat(140 << 10));
      assertThat(answer(socket)).startsWith("not run: ").contains("Argument list too long");
      ask(socket, "echo still here");
      assertThat(answer(socket)).isEqualTo("still here\n");
    }
  }

  @Test
  void cutsOutputOnLineOfItsOwn() throws Exception {
    try (FrameServer server = server();
        Socket socket = connect(server, 0)) {
      ask(socket, "head -c 2000000 /dev/zero");
      String answer = answer(socket);
      assertThat(answer).hasSize((1 << 20) + "\n[cut: output 1MiB]\n".length());
      assertThat(answer).endsWith("\0\n[cut: output 1MiB]\n");
    }
  }
}
