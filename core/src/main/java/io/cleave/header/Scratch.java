package io.cleave.header;

import io.netty.util.concurrent.FastThreadLocal;

/** A byte array for one header on its way between an array and a buffer that has none. */
final class Scratch {

  /** Most headers; a longer one gets an array of its own. */
  private static final int SHARED_LENGTH = 1_024;

  private static final FastThreadLocal<byte[]> SHARED =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[SHARED_LENGTH];
        }
      };

  private Scratch() {}

  /** At least so long, with anything in it, until the same thread asks again. */
  static byte[] atLeast(int length) {
    return length <= SHARED_LENGTH ? SHARED.get() : new byte[length];
  }
}
