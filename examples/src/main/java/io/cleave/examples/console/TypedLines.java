package io.cleave.examples.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jline.keymap.KeyMap;
import org.jline.nativ.JLineNativeLoader;
import org.jline.reader.Binding;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/**
 * Lines that a person types on a terminal: they can be edited, and come back by arrow up. Ctrl-D
 * ends the input; Ctrl-C drops what is being typed, and ends the input if that is nothing.
 */
final class TypedLines implements InputLines {
  private static final Size USUAL_SIZE = new Size(80, 24);
  private static final int INTERRUPTED = 128 + 2;

  private final Terminal terminal;
  private final LineReader reader;
  private final String prompt;

  private TypedLines(Terminal terminal, String prompt) {
    this.terminal = terminal;
    this.prompt = prompt;
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .option(Option.DISABLE_EVENT_EXPANSION, true) // a ! or a \ is one
            .option(Option.BRACKETED_PASTE, false) // lines that are pasted are lines
            .build();
    reader.getKeyMaps().computeIfPresent(LineReader.MAIN, (name, keys) -> withMore(keys));
  }

  /** Takes the terminal over, unless it is one that can do no more than print. */
  static Optional<TypedLines> open(String prompt) {
    try {
      Terminal terminal = build();
      if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
        terminal.close();
        return Optional.empty();
      }
      if (terminal.getWidth() == 0) { // nobody has said how large it is
        terminal.setSize(USUAL_SIZE);
      }
      return Optional.of(new TypedLines(terminal, prompt));
    } catch (IOException none) {
      return Optional.empty();
    } finally {
      removeUnpackedLibrary();
    }
  }

  private static Terminal build() throws IOException {
    return TerminalBuilder.builder()
        .system(true)
        .dumb(true) // asked for, it comes without a warning
        .encoding(UTF_8)
        .stdinEncoding(UTF_8)
        .stdoutEncoding(UTF_8)
        .nativeSignals(false) // else a signal would end the program before it tidied up
        .signalHandler(TypedLines::leave)
        .build();
  }

  /** It is loaded, and a program that is killed would leave it behind. */
  private static void removeUnpackedLibrary() {
    String library = JLineNativeLoader.getNativeLibraryPath();
    if (library != null) {
      try {
        Files.deleteIfExists(Path.of(library));
        Files.deleteIfExists(Path.of(library + ".lck"));
      } catch (IOException inUse) {
        // where a library cannot be removed while it is used, its loader does it later
      }
    }
  }

  /**
   * A tab is a letter, as there is nothing to complete. Arrows are arrows also on a terminal that
   * was told to send other bytes for them, and does not.
   */
  private static KeyMap<Binding> withMore(KeyMap<Binding> keys) {
    keys.bind(new Reference(LineReader.SELF_INSERT), "\t");
    keys.bind(new Reference(LineReader.UP_LINE_OR_SEARCH), "\u001b[A");
    keys.bind(new Reference(LineReader.DOWN_LINE_OR_SEARCH), "\u001b[B");
    keys.bind(new Reference(LineReader.FORWARD_CHAR), "\u001b[C");
    keys.bind(new Reference(LineReader.BACKWARD_CHAR), "\u001b[D");
    return keys;
  }

  /** What Ctrl-C does while no line is being typed: what it does to any program. */
  private static void leave(Signal signal) {
    if (signal == Signal.INT) {
      System.exit(INTERRUPTED);
    }
  }

  @Override
  public Optional<String> next() {
    while (true) {
      try {
        return Optional.of(reader.readLine(prompt));
      } catch (EndOfFileException end) {
        return Optional.empty();
      } catch (UserInterruptException dropped) {
        if (dropped.getPartialLine().isEmpty()) {
          return Optional.empty();
        }
      }
    }
  }

  @Override
  public void show(String line) {
    reader.printAbove(line);
  }

  @Override
  public void close() {
    try {
      terminal.close();
    } catch (IOException gone) {
      // then there is nothing to give back
    }
  }
}
