package io.cleave.examples.running;

import static io.cleave.examples.running.FilePeer.filesBelow;
import static io.cleave.examples.running.FilePeer.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cleave.examples.testing.FaultLine;
import io.cleave.examples.testing.FullRuns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose disk is full: a small file system of its own, seen by it alone. */
@SuppressWarnings("NullAway.Init") // JUnit fills in the directory
class FileDiskFullIT {
  private static final int MIB = 1 << 20;
  private static final int SIZE = 16 * MIB;
  private static final int TOO_MUCH = 20 * MIB;
  private static final int HALF_AND_MORE = 10 * MIB;

  @TempDir Path directory;

  /** 20 of each in every build, 100 with {@code -Dcleave.full}. */
  @Test
  void refusesLeavesNothingAndGoesOn() throws IOException {
    assumeTrue(canMount(), "needs to be allowed to mount a file system");
    int times = FullRuns.count(100);
    int refusedAtOnce = 0;
    int refusedOnTheWay = 0;
    try (Program server = Program.start(onSmallDisk())) {
      int port = server.port();
      Path disk = Path.of("/proc", "" + server.pid(), "root", directory.toString());
      for (int i = 0; i < times; i++) {
        try (Sender tooLong = Sender.begin(port, "too-long", TOO_MUCH)) {
          refusedAtOnce += tooLong.end() ? 0 : 1;
        }
        refusedOnTheWay += sendTwo(port, disk) ? 1 : 0;
        assertThat(filesBelow(disk)).isEmpty();
      }
      assertThat(server.terminate().exitCode()).isZero();
    }
    FaultLine.print(
        "X6",
        "%s files longer than the disk and %s that met a full one half-way, %s and %s refused, 0"
            + " parts left, the others taken",
        times,
        times,
        refusedAtOnce,
        refusedOnTheWay);
    assertThat(refusedAtOnce).isEqualTo(times);
    assertThat(refusedOnTheWay).isEqualTo(times);
  }

  /**
   * Each of them fits, both do not; whether the one that came first lives and the other does not.
   */
  private static boolean sendTwo(int port, Path disk) throws IOException {
    try (Sender first = Sender.begin(port, "first", HALF_AND_MORE);
        Sender second = Sender.begin(port, "second", HALF_AND_MORE)) {
      await().untilAsserted(() -> assertThat(filesBelow(disk)).hasSize(2));
      boolean taken = first.end();
      boolean refused = !second.end();
      assertThat(Files.size(disk.resolve("first"))).isEqualTo(HALF_AND_MORE);
      assertThat(filesBelow(disk)).hasSize(1);
      Files.delete(disk.resolve("first"));
      return taken && refused;
    }
  }

  /** A client that sends the header first, and the file when it is told to. */
  private record Sender(Socket socket, int length) implements AutoCloseable {
    static Sender begin(int port, String name, int length) throws IOException {
      Socket socket = Wire.connect(port);
      String header = "{\"file_name\":\"" + name + "\",\"file_size\":" + length + "}";
      socket.getOutputStream().write(message(header, ""));
      return new Sender(socket, length);
    }

    /** Whether it is taken. */
    boolean end() {
      byte[] piece = new byte[MIB];
      try {
        for (int sent = 0; sent < length; sent += MIB) {
          socket.getOutputStream().write(piece);
        }
        return socket.getInputStream().read() < 0;
      } catch (IOException reset) {
        return false;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private List<String> onSmallDisk() {
    String script =
        "mount -t tmpfs -o size=" + SIZE + ",mode=700 tmpfs '" + directory + "' && exec \"$@\"";
    List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", script, "sh"));
    command.addAll(
        Program.cleaveCommand(
            "file", "serve", "--root", directory.toString(), "--take", "--port", "0"));
    return command;
  }

  private static boolean canMount() {
    String script = "mount -t tmpfs tmpfs /mnt";
    try (Program mount = Program.start(List.of("unshare", "-m", "sh", "-c", script))) {
      return mount.await().exitCode() == 0;
    } catch (UncheckedIOException noSuchProgram) {
      return false;
    }
  }
}
