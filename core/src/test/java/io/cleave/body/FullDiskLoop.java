package io.cleave.body;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Puts more into a directory than fits, and counts how it ends. Runs in a small file system of its
 * own.
 */
final class FullDiskLoop {
  private static final int MEGABYTE = 1 << 20;

  private int refusedAtOnce;
  private int refusedOnTheWay;
  private int others;

  private FullDiskLoop() {}

  /** Arguments: a directory of 64 MiB, how many puts; prints one line of figures. */
  @SuppressWarnings("SystemOut") // how the test gets the figures
  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    int puts = Integer.parseInt(args[1]);
    FullDiskLoop loop = new FullDiskLoop();
    for (int i = 0; i < puts; i++) {
      loop.put(directory.resolve("too-big-" + i), 100);
      loop.putTwo(directory, i);
    }
    System.out.println(
        loop.refusedAtOnce
            + " "
            + loop.refusedOnTheWay
            + " "
            + loop.others
            + " "
            + parts(directory));
  }

  private void put(Path path, int megabytes) throws IOException {
    try {
      BodyFile.create(path, (long) megabytes * MEGABYTE).abort();
      others++;
    } catch (NoSpaceException e) {
      refusedAtOnce++;
    }
  }

  /** Each of them fits, both do not: the second finds out while it is being written. */
  private void putTwo(Path directory, int i) throws IOException {
    Path kept = directory.resolve("kept-" + i);
    try (BodyFile first = BodyFile.create(kept, 40L * MEGABYTE);
        BodyFile second = BodyFile.create(directory.resolve("lost-" + i), 40L * MEGABYTE)) {
      fill(first);
      first.commit();
      fill(second);
      second.commit();
      others++;
    } catch (NoSpaceException e) {
      refusedOnTheWay++;
    }
    if (Files.size(kept) != 40L * MEGABYTE) {
      throw new AssertionError("the other transfer was touched");
    }
    Files.delete(kept);
  }

  private static void fill(BodyFile file) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(MEGABYTE);
    for (int i = 0; i < 40; i++) {
      file.write(chunk.clear());
    }
  }

  private static long parts(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }
}
