package io.cleave.examples.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The words of the command line as they were typed. Java decodes them by the locale, and where that
 * is {@code C} every letter beyond ASCII becomes U+FFFD; Linux still has the bytes.
 */
public final class Arguments {
  private static final char REPLACEMENT = '\uFFFD';
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private Arguments() {}

  /** The arguments in UTF-8 where that can be found out, else as they came. */
  public static String[] undamaged(String[] args) {
    boolean damaged = Arrays.stream(args).anyMatch(arg -> arg.indexOf(REPLACEMENT) >= 0);
    if (!damaged || !Files.isReadable(COMMAND_LINE)) {
      return args;
    }
    try {
      return decode(Files.readAllBytes(COMMAND_LINE), args);
    } catch (IOException unreadable) {
      return args;
    }
  }

  /**
   * The last words of a command line, decoded.
   *
   * @param commandLine each word followed by a NUL
   */
  static String[] decode(byte[] commandLine, String[] args) {
    List<ByteBuffer> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        words.add(ByteBuffer.wrap(commandLine, start, i - start));
        start = i + 1;
      }
    }
    if (words.size() < args.length) {
      return args;
    }
    String[] decoded = args.clone();
    int before = words.size() - args.length;
    for (int i = 0; i < args.length; i++) {
      decoded[i] = decode(words.get(before + i), args[i]);
    }
    return decoded;
  }

  private static String decode(ByteBuffer word, String otherwise) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(word).toString();
    } catch (CharacterCodingException notUtf8) {
      return otherwise;
    }
  }
}
