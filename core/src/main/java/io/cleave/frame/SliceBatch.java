package io.cleave.frame;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Slices of a buffer, each with a reference of its own, taken many at once: one atomic operation
 * for all frames of a read in place of one for each.
 *
 * <p><b>Ownership.</b> Holds references in advance until {@link #settle}.
 */
final class SliceBatch {
  private static final int MOST = 256;

  private @Nullable ByteBuf buffer;
  private int spare;

  /**
   * A slice; whoever gets it releases it.
   *
   * @param likely how many more slices of this buffer are likely to be wanted
   */
  @SuppressWarnings("ReferenceEquality") // the references belong to that one object
  ByteBuf slice(ByteBuf in, int index, int length, int likely) {
    if (in != buffer || spare == 0) {
      settle();
      int count = 1 + Math.min(likely, MOST);
      in.retain(count);
      buffer = in;
      spare = count;
    }
    spare--;
    return in.slice(index, length);
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
