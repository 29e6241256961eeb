package io.cleave.body;

import java.io.IOException;

/**
 * A body does not fit on the disk: it is full, or a quota is used up. The temporary file is gone.
 */
public final class NoSpaceException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long needed;
  private final long usable;

  NoSpaceException(String file, long needed, long usable) {
    super(sentence(file, needed, usable));
    this.needed = needed;
    this.usable = usable;
  }

  NoSpaceException(String file, long needed, long usable, IOException cause) {
    super(sentence(file, needed, usable) + "; " + cause.getMessage(), cause);
    this.needed = needed;
    this.usable = usable;
  }

  private static String sentence(String file, long needed, long usable) {
    return file + ": " + needed + " more bytes (expected: at most the " + usable + " free ones)";
  }

  /** How many bytes of the body were still to be written. */
  public long needed() {
    return needed;
  }

  /**
   * How many bytes the file system said were free. With a quota this may be more than {@link
   * #needed()}.
   */
  public long usable() {
    return usable;
  }
}
