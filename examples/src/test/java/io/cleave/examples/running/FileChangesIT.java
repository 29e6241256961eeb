package io.cleave.examples.running;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cleave.examples.testing.FaultLine;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is changed while a running server sends it. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class FileChangesIT {
  private static final int MEBIBYTES = 32; // more than all buffers on the way together
  private static final long LENGTH = (long) MEBIBYTES << 20;
  private static final int FIRST = 1000;

  @TempDir Path root;

  private Path file;
  private Path original;

  /** A client that has taken the first bytes, and what is left to come. */
  private record Client(Socket socket, DataInputStream in, long left) implements AutoCloseable {
    static Client of(Program server, boolean byName) throws IOException {
      Socket socket = Wire.connect(server.port());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      if (byName) {
        socket.getOutputStream().write("big.bin".getBytes(UTF_8));
      } else {
        in.readNBytes((int) Long.reverseBytes(in.readLong()));
      }
      assertThat(in.readNBytes(FIRST)).hasSize(FIRST);
      return new Client(socket, in, LENGTH - FIRST);
    }

    /** Whether all of it comes, then an orderly end. */
    boolean isComplete() {
      try {
        return in.readAllBytes().length == left;
      } catch (IOException reset) {
        return false;
      }
    }

    /** Whether an orderly end comes. */
    boolean endsInOrder() {
      try {
        in.readAllBytes();
        return true;
      } catch (IOException reset) {
        return false;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @BeforeEach
  void fill() throws IOException {
    file = root.resolve("big.bin");
    original = root.resolve("original.bin");
    FilePeer.fill(original, MEBIBYTES);
  }

  @Test
  void aPushedFileThatShrinksIsNeverComplete() throws Exception {
    Files.copy(original, file);
    try (Program server = FilePeer.pushing(file)) {
      shrink(server, false);
    }
  }

  @Test
  void aFileByItsNameThatShrinksEndsInAReset() throws Exception {
    Files.copy(original, file);
    try (Program server = FilePeer.byName(root)) {
      shrink(server, true);
    }
  }

  private void shrink(Program server, boolean byName) throws Exception {
    List<Long> lengths = List.of(0L, LENGTH / 100, LENGTH / 2, LENGTH * 99 / 100);
    int complete = 0;
    for (long length : lengths) {
      Files.copy(original, file, StandardCopyOption.REPLACE_EXISTING);
      try (Client client = Client.of(server, byName)) {
        try (FileChannel shorter = FileChannel.open(file, StandardOpenOption.WRITE)) {
          shorter.truncate(length);
        }
        complete += (byName ? client.endsInOrder() : client.isComplete()) ? 1 : 0;
      }
    }
    await().untilAsserted(() -> assertThat(opened(server)).isZero());
    long busy = ticksInASecond(server);
    FaultLine.print(
        "X8",
        "%s files cut short while they were sent %s, %s complete, 0 left open, %s ticks of a"
            + " hundred used in the second after it",
        lengths.size(),
        byName ? "by name" : "pushed",
        complete,
        busy);
    assertThat(complete).isZero();
    assertThat(busy).isLessThan(20);
  }

  @Test
  void anUploadThatShrinksFailsAtBothEnds() throws IOException {
    Files.copy(original, file);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Program put =
            FilePeer.cleave(
                "file",
                "put",
                "127.0.0.1:" + server.getLocalPort(),
                file.toString(),
                "--framing",
                "json:<q/file_size");
        Socket socket = server.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readNBytes((int) Long.reverseBytes(in.readLong()));
      assertThat(in.readNBytes(FIRST)).hasSize(FIRST);
      try (FileChannel shorter = FileChannel.open(file, StandardOpenOption.WRITE)) {
        shorter.truncate(LENGTH / 2);
      }
      try (Client client = new Client(socket, in, LENGTH - FIRST)) {
        assertThat(client.isComplete()).isFalse();
      }
      Program.Result result = put.await();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.err()).hasLineCount(1);
    }
  }

  @Test
  void aFileThatGrowsIsSentAsLongAsItWas() throws IOException {
    Files.copy(original, file);
    try (Program pushing = FilePeer.pushing(file);
        Program byName = FilePeer.byName(root);
        Client pushed = Client.of(pushing, false);
        Client named = Client.of(byName, true)) {
      Files.write(file, new byte[FIRST], StandardOpenOption.APPEND);
      assertThat(pushed.isComplete()).isTrue();
      assertThat(named.isComplete()).isTrue();
    }
  }

  @Test
  void aFileThatIsReplacedIsSentAsItWas() throws IOException {
    Files.copy(original, file);
    try (Program pushing = FilePeer.pushing(file);
        Program byName = FilePeer.byName(root);
        Client pushed = Client.of(pushing, false);
        Client named = Client.of(byName, true)) {
      Path other = Files.write(root.resolve("other.bin"), new byte[FIRST]);
      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
      assertThat(pushed.isComplete()).isTrue();
      assertThat(named.isComplete()).isTrue();
    }
  }

  private long opened(Program server) throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc", "" + server.pid(), "fd"))) {
      return descriptors.filter(this::leadsToTheFile).count();
    }
  }

  private boolean leadsToTheFile(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(file);
    } catch (IOException closed) {
      return false;
    }
  }

  /** How much processor time it takes while nobody asks for anything. */
  private static long ticksInASecond(Program server) throws Exception {
    long before = ticks(server);
    Thread.sleep(1000); // this is the time that is measured
    return ticks(server) - before;
  }

  private static long ticks(Program server) throws IOException {
    String stat = Files.readString(Path.of("/proc", "" + server.pid(), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]); // utime, stime
  }
}
