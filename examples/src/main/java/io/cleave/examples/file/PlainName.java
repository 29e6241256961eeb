package io.cleave.examples.file;

import static java.util.Objects.requireNonNull;

import io.cleave.examples.console.FailureException;
import io.cleave.examples.console.Quoted;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file name that a peer gave, as one component of a path and nothing else.
 *
 * <p>1..255 bytes of UTF-8 in NFC; no control character, none that turns the direction of writing,
 * no {@code / \ :}; neither {@code .} nor {@code ..}; no device name of Windows; no dot or space at
 * the end. Nothing is decoded: {@code %2e%2e} is six characters.
 *
 * @param text the name
 */
record PlainName(String text) {
  private static final int MAX_BYTES = 255;
  private static final String FORBIDDEN = "/\\:";
  private static final String TURNING =
      "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";
  private static final Pattern DEVICE =
      Pattern.compile(
          "(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9\u00B9\u00B2\u00B3]) *(\\..*)?");

  /** Checks the name. */
  public PlainName {
    requireNonNull(text, "text");
    Optional<String> reason = whyNot(text);
    if (reason.isPresent()) {
      throw new IllegalArgumentException(
          "file_name: "
              + Quoted.cut(text)
              + " (expected: a plain file name; "
              + reason.get()
              + ")");
    }
  }

  private static Optional<String> whyNot(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_BYTES) {
      return Optional.of("it has " + bytes + " bytes, not 1.." + MAX_BYTES);
    }
    if (text.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)) {
      return Optional.of("it has one of / \\ : in it");
    }
    if (text.codePoints().anyMatch(PlainName::isUnprintable)) {
      return Optional.of("it has a control character in it");
    }
    String plainDots = Normalizer.normalize(text, Normalizer.Form.NFKC);
    if (plainDots.equals(".") || plainDots.equals("..")) {
      return Optional.of("it names a directory");
    }
    if (text.endsWith(".") || text.endsWith(" ")) {
      return Optional.of("it ends in a dot or a space");
    }
    if (DEVICE.matcher(text.toUpperCase(Locale.ROOT)).matches()) {
      return Optional.of("it is a device on Windows");
    }
    return Normalizer.isNormalized(text, Normalizer.Form.NFC)
        ? Optional.empty()
        : Optional.of("it is not in NFC");
  }

  /**
   * The name as a path of one component.
   *
   * @throws FailureException if the locale has no such letters
   */
  Path toPath() {
    try {
      return Path.of(text);
    } catch (InvalidPathException unmappable) {
      throw new FailureException(
          "this locale cannot say the name " + Quoted.cut(text) + ": set LC_ALL=C.UTF-8",
          unmappable);
    }
  }

  private static boolean isUnprintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> TURNING.indexOf(c) >= 0;
    };
  }
}
