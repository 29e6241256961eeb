package io.cleave.header;

import io.netty.util.concurrent.FastThreadLocal;

/** What a thread keeps from header to header. */
final class Scratch {

  /** Most headers; a longer one gets an array of its own. */
  private static final int SHARED_LENGTH = 1_024;

  private static final FastThreadLocal<Scratch> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
          return new Scratch();
        }
      };

  private final byte[] shared = new byte[SHARED_LENGTH + Words.PADDING];
  private final SeenTexts texts = new SeenTexts();
  private final CanonicalScanner scanner = new CanonicalScanner(texts);

  private Scratch() {}

  /** That of the current thread. */
  static Scratch get() {
    return OF_THREAD.get();
  }

  /**
   * An array for one header on its way: room for so many bytes and {@link Words#PADDING} behind
   * them, with anything in it, until the same thread asks again.
   */
  byte[] atLeast(int length) {
    return length <= SHARED_LENGTH ? shared : new byte[length + Words.PADDING];
  }

  SeenTexts texts() {
    return texts;
  }

  CanonicalScanner scanner() {
    return scanner;
  }
}
