package io.cleave.benchmarks.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A file in memory fetched into another one there: from our server by our client, each a JVM with
 * 64 MiB, and from nginx by curl. In turns, the order reversed from round to round, so that both
 * have the same machine.
 */
public final class FileTransfer {
  private static final String HEAP = "64m";
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final String SOURCE = "source";
  private static final double NANOS = 1e9;

  private FileTransfer() {}

  /**
   * Seconds, the n-th of one beside the n-th of the other.
   *
   * @param ours server and client on the native protocol, or with TLS the message codecs
   * @param theirs nginx and curl
   */
  public record Times(List<Double> ours, List<Double> theirs) {}

  /**
   * Fetches the file in turns, and once more before that for nothing.
   *
   * @param length in bytes
   * @param rounds how often
   * @param tls whether through TLS
   * @throws CannotMeasureException if something it takes is not here
   * @throws IOException if a transfer failed, or its bytes are others
   */
  public static Times measure(long length, int rounds, boolean tls)
      throws CannotMeasureException, IOException, InterruptedException {
    require("nginx");
    require("curl");
    requireMemory(2 * length);
    Path directory = Files.createTempDirectory(MEMORY, "cleave-file");
    Thread hook = new Thread(() -> breakOff(directory));
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      write(directory.resolve(SOURCE), length);
      return measure(directory, rounds, tls);
    } finally {
      delete(directory);
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  private static void require(String program) throws CannotMeasureException {
    boolean found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    if (!found) {
      throw new CannotMeasureException(program + " is not installed");
    }
  }

  private static void requireMemory(long bytes) throws CannotMeasureException, IOException {
    FileStore store = Files.isDirectory(MEMORY) ? Files.getFileStore(MEMORY) : null;
    if (store == null || !store.type().equals("tmpfs")) {
      throw new CannotMeasureException(MEMORY + " is no file system in memory");
    }
    if (store.getUsableSpace() < bytes) {
      throw new CannotMeasureException(
          MEMORY + ": " + store.getUsableSpace() + " bytes free (expected: " + bytes + ")");
    }
  }

  private static void write(Path file, long length) throws IOException {
    byte[] piece = new byte[1 << 20];
    new Random(length).nextBytes(piece);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = length; left > 0; left -= piece.length) {
        out.write(piece, 0, (int) Math.min(piece.length, left));
      }
    }
  }

  private static Times measure(Path directory, int rounds, boolean tls)
      throws IOException, InterruptedException {
    Optional<Certificate> certificate =
        tls ? Optional.of(Certificate.create(directory)) : Optional.empty();
    Path source = directory.resolve(SOURCE);
    Path target = directory.resolve("target");
    try (Nginx nginx = Nginx.start(directory, directory.resolve("nginx"), certificate);
        Child server = server(source, certificate);
        Child client = client(server.hear(), target, certificate)) {
      nginx.awaitPort();
      client.hear(); // that it has connected
      List<Double> ours = new ArrayList<>();
      List<Double> theirs = new ArrayList<>();
      for (int turn = 0; turn < 2 * (rounds + 1); turn++) {
        if (isOurs(turn)) {
          ours.add(fetch(client));
        } else {
          theirs.add(nginx.fetch(SOURCE, target));
        }
        requireEqual(source, target);
      }
      return new Times(ours.subList(1, rounds + 1), theirs.subList(1, rounds + 1));
    }
  }

  /** Ours and theirs, theirs and ours: each side is the first of every other round. */
  static boolean isOurs(int turn) {
    return turn % 4 == 0 || turn % 4 == 3;
  }

  private static Child server(Path source, Optional<Certificate> certificate) throws IOException {
    return certificate.isPresent()
        ? Child.java(
            HEAP,
            TlsFiles.Serving.class,
            source.toString(),
            certificate.get().chain().toString(),
            certificate.get().key().toString())
        : Child.java(HEAP, FileServing.class, source.toString());
  }

  private static Child client(String port, Path target, Optional<Certificate> certificate)
      throws IOException {
    Class<?> fetching = certificate.isPresent() ? TlsFiles.Fetching.class : FileFetching.class;
    return Child.java(HEAP, fetching, port, target.toString());
  }

  private static double fetch(Child client) throws IOException {
    client.say("fetch");
    return Long.parseLong(client.hear()) / NANOS;
  }

  /** Compares, and makes room. */
  private static void requireEqual(Path source, Path target) throws IOException {
    long differs = Files.mismatch(source, target);
    if (differs >= 0) {
      throw new IOException("transferred: another byte at " + differs + " (expected: the same)");
    }
    Files.delete(target);
  }

  /** What is left of a run that is told to stop would keep its memory until the next reboot. */
  private static void breakOff(Path directory) {
    Child.endAll(); // else they would go on writing
    try {
      delete(directory);
    } catch (IOException e) {
      System.err.println(directory + " is left behind: " + e);
    }
  }

  /** By one at a time: who is told to stop comes here by the hook, and by itself. */
  private static synchronized void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
