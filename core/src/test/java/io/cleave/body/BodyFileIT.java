package io.cleave.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Receiving into files in processes of their own: killed, out of space, watched by strace. */
class BodyFileIT {
  private Path directory;

  @BeforeEach
  void chooseDirectory(@TempDir Path fresh) {
    directory = fresh;
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES) // the full count starts 1 000 processes
  void aKilledProcessLeavesTheOldFileOrTheNewOneAndOnePart() throws Exception {
    Path target = directory.resolve("big.iso");
    Random random = new Random(3);
    int kills = FullRuns.count(1000);
    String size = FullRuns.requested() ? "64" : "4";
    int torn = 0;
    int parts = 0;
    for (int i = 0; i < kills; i++) {
      Process process = start(java(PutLoop.class, target.toString(), "1000000", size));
      assertThat(process.getInputStream().read()).isEqualTo('b');
      Thread.sleep(random.nextInt(200));
      process.destroyForcibly().waitFor();

      torn += Files.exists(target) && !isOneValueAllOver(target, size) ? 1 : 0;
      assertThat(parts()).hasSizeLessThanOrEqualTo(1);
      parts += BodyFile.removeStaleParts(directory, Duration.ofSeconds(-1));
      assertThat(parts()).isEmpty();
    }
    FaultLine.print("X3", "%s processes killed, %s torn files, %s parts swept", kills, torn, parts);
    assertThat(torn).isZero();
  }

  private static boolean isOneValueAllOver(Path file, String size) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (byte value : bytes) {
      if (value != bytes[0]) {
        return false;
      }
    }
    return bytes.length == Integer.parseInt(size) << 20;
  }

  private List<Path> parts() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".part")).toList();
    }
  }

  @Test
  void aFullDiskRefusesAndLeavesNothing() throws Exception {
    assumeTrue(canMount(), "needs to be allowed to mount a file system");
    int puts = FullRuns.count(100);
    String script = "mount -t tmpfs -o size=64m,mode=700 tmpfs '" + directory + "' && exec \"$@\"";
    List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", script, "sh"));
    command.addAll(java(FullDiskLoop.class, directory.toString(), Integer.toString(puts)));

    String figures = outputOf(command).strip();

    assertThat(figures).isEqualTo(puts + " " + puts + " 0 0");
    FaultLine.print(
        "X6",
        "%s puts of 100 MiB into 64 MiB and %s that met a full disk half-way: all refused, 0 parts"
            + " left",
        puts,
        puts);
  }

  private static boolean canMount() throws InterruptedException {
    try {
      return new ProcessBuilder("unshare", "-m", "sh", "-c", "mount -t tmpfs tmpfs /mnt")
              .redirectErrorStream(true)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void syncsTheFileThenRenamesThenSyncsTheDirectory() throws Exception {
    Path trace = directory.resolve("trace");
    Path target = directory.resolve("big.iso");
    List<String> command =
        new ArrayList<>(
            List.of("strace", "-f", "-o", trace.toString(), "-e", "trace=fsync,rename,fchmod"));
    assumeTrue(outputOf(List.of("sh", "-c", "command -v strace || true")).contains("strace"));
    command.addAll(java(PutLoop.class, target.toString(), "1", "4"));
    outputOf(command);

    List<String> calls =
        Files.readAllLines(trace).stream()
            .map(line -> line.replaceFirst("^\\d+ +", ""))
            .filter(line -> line.matches("(fsync|rename|fchmod).*"))
            .map(line -> line.substring(0, line.indexOf('(')))
            .toList();
    assertThat(calls).containsExactly("fchmod", "fsync", "rename", "fsync");
  }

  private static List<String> java(Class<?> main, String... arguments) {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", ""));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                classPath,
                main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static String outputOf(List<String> command) throws IOException, InterruptedException {
    Process process = start(command);
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
