package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Two hundred clients of one {@code exec serve} at once, some of them bad, on a heap that would not
 * hold a leak: the good ones get what is theirs, and nothing is left.
 */
@EnabledOnOs(OS.LINUX) // for 127.0.0.2 and so on, and /proc
@SuppressWarnings("NullAway.Init") // filled in before each test
@Isolated("it takes both processors")
class ExecManyIT {
  private static final int CLIENTS = 200;
  private static final int THAT_VANISH = 10;
  private static final int ADDRESSES = 25;
  private static final int MIB = 1 << 20;
  private static final int MOST_GROWTH = 8 * MIB;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Marked marked = Marked.next();
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

  @TempDir private Path directory;
  private Program server;
  private int port;

  @BeforeEach
  void serve() {
    server =
        ExecDialect.Q.serve(
            List.of("-Xms32m", "-Xmx32m", "-XX:+AlwaysPreTouch", "-Djava.io.tmpdir=" + directory),
            "--allow-any-shell",
            "--time-limit",
            "10s",
            "--max-output",
            "8MiB");
    port = server.port();
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    server.close();
  }

  @Test
  void everyoneGetsItsOwnAnswerAndNothingIsLeft() throws Exception {
    double slowest = round(true);
    slowest = Math.max(slowest, round(false));
    long files = openFiles();
    long memory = memory();
    slowest = Math.max(slowest, round(false));
    long memoryAfterwards = memory();
    assertThat(memoryAfterwards - memory).isLessThan(MOST_GROWTH);
    await().atMost(PATIENCE).until(() -> openFiles() <= files);
    assertThat(server.terminate().exitCode()).isZero();
    report(slowest, memory, memoryAfterwards);
  }

  @SuppressWarnings("SystemOut") // for whoever watches the build
  private static void report(double slowest, long memory, long memoryAfterwards) {
    System.out.printf(
        "exec: %d clients at once, 3 times: %d right, 1 cut by output, 1 by time, %d vanished;"
            + " slowest answer %.1f s, no process left, %d MiB resident, a round later %d MiB%n",
        CLIENTS,
        CLIENTS - 2 - THAT_VANISH,
        THAT_VANISH,
        slowest,
        memory / MIB,
        memoryAfterwards / MIB);
  }

  /**
   * All of them once; gives how long the slowest of the good ones waited, in seconds.
   *
   * @param withSleeper whether one of them runs into the time limit, so that it takes that long
   */
  private double round(boolean withSleeper) throws Exception {
    CyclicBarrier start = new CyclicBarrier(CLIENTS);
    List<Future<Double>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int number = i;
      clients.add(threads.submit(() -> client(number, start, withSleeper)));
    }
    double slowest = 0;
    for (Future<Double> client : clients) {
      slowest = Math.max(slowest, client.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(marked.mentions()).isEmpty());
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(directory).isEmptyDirectory());
    return slowest;
  }

  private double client(int number, CyclicBarrier start, boolean withSleeper) throws Exception {
    try (Socket socket = connect(number)) {
      start.await();
      long begin = System.nanoTime();
      if (number == 0) {
        String cut = "\n[cut: output 8MiB]\n";
        String answer = ask(socket, "yes " + marked.seconds());
        assertThat(answer).hasSize(8 * MIB + cut.length()).endsWith(cut);
      } else if (number == 1 && withSleeper) {
        String answer = ask(socket, "echo begun; " + marked.sleep());
        assertThat(answer).isEqualTo("begun\n[cut: time 10s]\n");
      } else if (number >= CLIENTS - THAT_VANISH) {
        vanish(socket, number);
      } else {
        assertThat(ask(socket, command(number))).isEqualTo(answer(number));
        return (System.nanoTime() - begin) / 1e9;
      }
      return 0;
    }
  }

  private String command(int number) {
    return String.format(
        "echo client %d # %s%nseq %d %d", number, marked.seconds(), number * 7, number * 9);
  }

  private static String answer(int number) {
    return "client " + number + "\n" + numbers(number * 7, number * 9);
  }

  private static String numbers(int first, int last) {
    StringBuilder lines = new StringBuilder();
    IntStream.rangeClosed(first, last).forEach(n -> lines.append(n).append('\n'));
    return lines.toString();
  }

  /** Of one client no more than eight run at a time, so they come from many addresses. */
  private Socket connect(int number) throws IOException {
    byte[] source = {127, 0, 0, (byte) (2 + number % ADDRESSES)};
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getByAddress(source), 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout((int) PATIENCE.toMillis() * 2);
    return socket;
  }

  private static String ask(Socket socket, String command) throws IOException {
    send(socket, command);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] answer = new byte[(int) Long.reverseBytes(in.readLong())];
    in.readFully(answer);
    return new String(answer, UTF_8);
  }

  private static void send(Socket socket, String command) throws IOException {
    byte[] text = command.getBytes(UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(Long.BYTES + text.length);
    frame.order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text);
    socket.getOutputStream().write(frame.array());
  }

  /** Ends in the middle of its command: every other one with a reset. */
  private void vanish(Socket socket, int number) throws IOException {
    Path begun = directory.resolveSibling(directory.getFileName() + "-" + number);
    send(socket, "echo > " + begun + "; " + marked.sleep());
    await().atMost(PATIENCE).until(() -> Files.exists(begun));
    Files.delete(begun);
    socket.setSoLinger(number % 2 == 0, 0);
  }

  private long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + server.pid() + "/fd"))) {
      return files.count();
    }
  }

  /** What of the server is in memory, in bytes. */
  private long memory() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .sum();
  }
}
