package io.cleave.examples.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of a stream, in UTF-8; a prompt before each if a person types. */
final class PlainLines implements InputLines {
  private final InputStream in;
  private final String prompt;

  /**
   * Reads lines.
   *
   * @param in buffered here, if it is not yet
   * @param prompt printed before each line; empty for none
   */
  PlainLines(InputStream in, String prompt) {
    this.in = in;
    this.prompt = prompt;
  }

  @Override
  public Optional<String> next() throws IOException {
    if (!prompt.isEmpty()) {
      System.out.print(prompt);
      System.out.flush();
    }
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      System.out.print(prompt.isEmpty() ? "" : System.lineSeparator());
      return Optional.empty();
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      line.write(next);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }

  @Override
  public void close() {
    // the stream belongs to whoever opened it
  }
}
