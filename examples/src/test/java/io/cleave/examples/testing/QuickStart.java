package io.cleave.examples.testing;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What makes a Java program start sooner, as tests start hundreds: no second compiler, and the
 * jar's classes read and checked once for all of them, in an archive that is made when it is
 * missing or older than the jar. What runs is the same.
 */
public final class QuickStart {
  private static final Path TARGET =
      Path.of(System.getProperty("basedir", ""), "target").toAbsolutePath();

  /** Every program in one file. */
  public static final Path JAR = TARGET.resolve("cleave.jar");

  /** The program {@code java} that runs this, too. */
  public static final String JAVA = Path.of(System.getProperty("java.home"), "bin/java").toString();

  private static final Path ARCHIVE = TARGET.resolve("cleave.jsa");

  /** Nothing here runs long enough for the best code to pay. */
  private static final List<String> PLAIN = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /** Programs that load, together, nearly all that any of them loads. */
  private static final List<List<String>> TRAINING =
      List.of(
          List.of("demo"),
          List.of("exec", "run", "127.0.0.1:1", "true"),
          List.of("file", "put", "127.0.0.1:1", JAR.toString()));

  private static final long PATIENCE_SECONDS = 60;

  private QuickStart() {}

  private static final class Made {
    static final List<String> FLAGS = make();

    private static List<String> make() {
      try {
        if (!isNewerThanJar()) {
          archive();
        }
        List<String> flags = new ArrayList<>(PLAIN);
        if (isNewerThanJar()) { // a JVM that cannot make one gets none
          flags.add("-XX:SharedArchiveFile=" + ARCHIVE);
          flags.add("-Xlog:cds=off");
        }
        return List.copyOf(flags);
      } catch (IOException e) {
        return PLAIN;
      }
    }

    private static boolean isNewerThanJar() throws IOException {
      return Files.exists(ARCHIVE)
          && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) > 0;
    }

    /** Not with {@code -XX:ArchiveClassesAtExit}, which leaves out what is as old as picocli. */
    private static void archive() throws IOException {
      Files.deleteIfExists(ARCHIVE);
      Path list = TARGET.resolve("cleave.classlist");
      Set<String> classes = new LinkedHashSet<>(); // the JVM wants each but once
      for (List<String> program : TRAINING) {
        List<String> arguments = new ArrayList<>(PLAIN);
        arguments.addAll(List.of("-XX:DumpLoadedClassList=" + list, "-jar", JAR.toString()));
        arguments.addAll(program);
        java(arguments);
        classes.addAll(Files.readAllLines(list));
      }
      Files.write(list, classes);
      java(
          List.of(
              "-Xshare:dump",
              "-XX:SharedClassListFile=" + list,
              "-XX:SharedArchiveFile=" + ARCHIVE,
              "-cp",
              JAR.toString()));
    }

    private static void java(List<String> arguments) throws IOException {
      List<String> command = new ArrayList<>(List.of(JAVA));
      command.addAll(arguments);
      Process java =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start();
      try {
        if (!java.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          throw new IOException("no archive in time");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      } finally {
        java.destroyForcibly();
      }
    }
  }

  /** The flags. */
  public static List<String> flags() {
    return Made.FLAGS;
  }
}
