package io.cleave.examples.running;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What makes a Java program start sooner, as tests start hundreds: no second compiler, and the
 * jar's classes read and checked once for all of them, in an archive that is made when it is
 * missing or older than the jar. What runs is the same.
 */
final class QuickStart {
  /** Nothing here runs long enough for the best code to pay. */
  private static final List<String> PLAIN = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private static final long PATIENCE_SECONDS = 60;

  private QuickStart() {}

  private static final class Made {
    static final List<String> FLAGS = make();

    private static List<String> make() {
      Path target = Program.jar().resolveSibling("cleave.jsa");
      try {
        if (!isNewerThanJar(target)) {
          archiveTo(target);
        }
        List<String> flags = new ArrayList<>(PLAIN);
        if (isNewerThanJar(target)) { // a JVM that cannot make one gets none
          flags.add("-XX:SharedArchiveFile=" + target);
          flags.add("-Xlog:cds=off");
          flags.add("-Xlog:cds+dynamic=off");
        }
        return List.copyOf(flags);
      } catch (IOException e) {
        return PLAIN;
      }
    }

    private static boolean isNewerThanJar(Path archive) throws IOException {
      return Files.exists(archive)
          && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(Program.jar()))
              > 0;
    }

    /** The demonstration loads nearly all that the programs load. */
    private static void archiveTo(Path archive) throws IOException {
      Files.deleteIfExists(archive);
      List<String> command = new ArrayList<>(List.of(Program.JAVA));
      command.addAll(PLAIN);
      command.addAll(
          List.of("-XX:ArchiveClassesAtExit=" + archive, "-jar", Program.jar().toString(), "demo"));
      Process training =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        if (!training.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          training.destroyForcibly();
          throw new IOException("no archive in time");
        }
      } catch (InterruptedException e) {
        training.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  /** The flags. */
  static List<String> flags() {
    return Made.FLAGS;
  }
}
