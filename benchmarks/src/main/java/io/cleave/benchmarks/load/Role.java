package io.cleave.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a process of its own does: it answers each line of its standard input with a line of JSON,
 * and ends with its standard input, whatever becomes of its parent.
 */
abstract class Role {
  /** What the first line says, when all is ready. */
  abstract Object begin() throws Exception;

  /** Does what a line asks for. */
  abstract Object answer(String command, long[] arguments) throws Exception;

  /** Runs until the end of the input, and ends the process then. */
  final void run() throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err); // where libraries that like to print do no harm
    answers.println(JsonMapper.shared().writeValueAsString(guarded(this::begin)));
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.split(" ", -1);
      long[] arguments = new long[words.length - 1];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = Long.parseLong(words[i + 1]);
      }
      Object answer = guarded(() -> answer(words[0], arguments));
      answers.println(JsonMapper.shared().writeValueAsString(answer));
    }
    Runtime.getRuntime().halt(0); // threads that a library has left do not count
  }

  private interface Step {
    Object take() throws Exception;
  }

  /** The parent is told of any failure, and says it. */
  @SuppressWarnings("CatchAndPrintStackTrace")
  private static Object guarded(Step step) {
    try {
      return step.take();
    } catch (LoadException e) {
      return Map.of("failure", String.valueOf(e.getMessage()));
    } catch (Exception | LinkageError e) {
      e.printStackTrace();
      return Map.of("failure", e.toString());
    }
  }
}
