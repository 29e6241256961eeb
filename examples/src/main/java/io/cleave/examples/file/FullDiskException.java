package io.cleave.examples.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file does not fit on the disk: it is full, or a quota is used up. Its part is gone. */
final class FullDiskException extends IOException {
  private static final long serialVersionUID = 1L;

  FullDiskException(long needed, long usable, @Nullable IOException cause) {
    super(needed + " more bytes (expected: at most the " + usable + " free ones)", cause);
  }

  /** Whether that is what the system says, in English as Java asks it to. */
  static boolean isMeantBy(IOException failure) {
    String reason = String.valueOf(failure.getMessage());
    return reason.contains("No space left") || reason.contains("quota");
  }
}
