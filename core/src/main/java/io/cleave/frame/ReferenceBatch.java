package io.cleave.frame;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * References to a buffer, taken many at once: one atomic operation for all frames of a read in
 * place of one for each.
 *
 * <p><b>Ownership.</b> Holds references in advance until {@link #settle}.
 */
final class ReferenceBatch {
  private static final int MOST = 256;

  private @Nullable ByteBuf buffer;
  private int spare;

  /**
   * Takes a reference for somebody.
   *
   * @param likely how many more of this buffer are likely to be wanted
   */
  @SuppressWarnings("ReferenceEquality") // the references belong to that one object
  void take(ByteBuf in, int likely) {
    if (in != buffer || spare == 0) {
      settle();
      int count = 1 + Math.min(likely, MOST);
      in.retain(count);
      buffer = in;
      spare = count;
    }
    spare--;
  }

  /** Gives back what was taken in advance. */
  void settle() {
    ByteBuf from = buffer;
    int unused = spare;
    buffer = null;
    spare = 0;
    if (from != null && unused > 0) {
      from.release(unused);
    }
  }
}
