package io.cleave.examples.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Lines of standard input, in UTF-8, without their ends; a prompt before each if a person types.
 */
public final class InputLines {
  private final InputStream in;
  private final String prompt;

  /**
   * Reads lines.
   *
   * @param in buffered here, if it is not yet
   * @param prompt printed before each line; empty for none
   */
  public InputLines(InputStream in, String prompt) {
    this.in = in;
    this.prompt = prompt;
  }

  /**
   * Lines of standard input.
   *
   * @param prompt printed on a terminal only
   */
  public static InputLines ofStandardInput(String prompt) {
    return new InputLines(System.in, Streams.isInteractive() ? prompt : "");
  }

  /** The next line, or nothing at the end of the input. */
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
}
