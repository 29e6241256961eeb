package io.cleave.body;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The temporary file a body is received into, step by step; the seam at which tests break the disk.
 */
interface Part {
  /** Appends all remaining bytes. */
  void write(ByteBuffer bytes) throws IOException;

  /** Brings it to the disk, with its final permissions, and closes it. */
  void finish() throws IOException;

  /** Gives it its name, in one step that other processes see whole or not at all. */
  void rename() throws IOException;

  /** Brings the new name to the disk. */
  void syncDirectory() throws IOException;

  /** Closes and deletes it, as far as that is possible. Not called after {@link #rename}. */
  void remove();
}
