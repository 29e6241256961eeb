package io.cleave.examples.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Another process that exchanges two names for each other, each time in one step and as often as it
 * can: whoever looks at a name first and uses it then is had sooner or later.
 */
public final class Exchange implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private Exchange(Process process) {
    this.process = process;
    this.out = process.inputReader(UTF_8);
  }

  /** Begins; both have to be there, on one file system. */
  public static Exchange of(Path one, Path other) throws IOException {
    String program =
        Path.of(System.getProperty("basedir", ""))
            .resolve("src/test/resources/io/cleave/examples/testing/exchange.py")
            .toString();
    String python = System.getProperty("cleave.python", "python3");
    Exchange exchange =
        new Exchange(
            new ProcessBuilder(python, "-B", program, one.toString(), other.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    String said = exchange.out.readLine();
    if (!"ready".equals(said)) {
      exchange.close();
      throw new AssertionError("it does not exchange: " + said);
    }
    return exchange;
  }

  /** Stops, each name being what it was, and tells how often they were exchanged. */
  public long stop() throws IOException {
    process.getOutputStream().close();
    return Long.parseLong(Objects.requireNonNullElse(out.readLine(), "-1"));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
