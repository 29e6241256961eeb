package io.cleave.examples.console;

import static java.util.Objects.requireNonNullElse;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Says what an exception means, in one line. */
public final class Sentence {
  private Sentence() {}

  /** The sentence; of an unchecked one around an {@code IOException}, that of its cause. */
  public static String of(Throwable failure) {
    Throwable cause = failure.getCause();
    Throwable told = failure instanceof UncheckedIOException && cause != null ? cause : failure;
    String message = requireNonNullElse(told.getMessage(), "");
    String sentence = message.isEmpty() ? told.getClass().getSimpleName() : message;
    return sentence.lines().findFirst().orElse(sentence) + reason(told);
  }

  /** What the exceptions of files leave to their type: their message is the path. */
  private static String reason(Throwable told) {
    if (told instanceof NoSuchFileException) {
      return ": no such file or directory";
    }
    if (told instanceof AccessDeniedException) {
      return ": permission denied";
    }
    return told instanceof FileAlreadyExistsException ? ": is there already" : "";
  }
}
