package io.cleave.examples.console;

import java.io.IOException;
import java.util.Optional;

/**
 * Lines of input, without their ends. From a person they come with a prompt, a history and keys to
 * edit them; from a pipe as they are.
 */
public interface InputLines extends AutoCloseable {
  /** What a person sees who is to type a text. */
  String PROMPT = "> ";

  /**
   * Lines of standard input, in UTF-8 whatever the locale.
   *
   * @param prompt printed on a terminal only
   */
  static InputLines ofStandardInput(String prompt) {
    if (!Streams.isInteractive()) {
      return new PlainLines(System.in, "");
    }
    return TypedLines.open(prompt)
        .<InputLines>map(typed -> typed)
        .orElseGet(() -> new PlainLines(System.in, prompt));
  }

  /** The next line, or nothing at the end of the input. */
  Optional<String> next() throws IOException;

  /** Prints a line while a person may be typing one; any thread. */
  default void show(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** Gives the terminal back as it was. */
  @Override
  void close();
}
