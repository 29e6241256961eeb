package io.cleave.body;

/** How long a chunk is. */
final class Chunks {
  /**
   * The longest chunk a file or stream is read in: what keeps the disk busy without holding much
   * for a slow peer.
   */
  static final int MAX_LENGTH = 64 * 1024;

  private Chunks() {}

  static void checkMaxBytes(int maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: from 1)");
    }
  }
}
