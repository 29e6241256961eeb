package io.cleave.endpoint;

import io.cleave.testing.Python;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A Python program that listens, and prints its port first. */
final class PythonServer implements AutoCloseable {
  private final Process process;
  private final int port;

  private PythonServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static PythonServer start(String resource, String argument) throws IOException {
    Process process =
        new ProcessBuilder(
                System.getProperty("cleave.python", "python3"),
                "-B",
                Python.file(resource).toString(),
                "serve",
                "0",
                argument)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return new PythonServer(process, Integer.parseInt(String.valueOf(said.readLine())));
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
