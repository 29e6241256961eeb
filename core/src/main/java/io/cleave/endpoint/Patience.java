package io.cleave.endpoint;

/** How long a reader waits for the next byte. */
interface Patience {
  /** As long as the connection lives. */
  Patience ENDLESS =
      new Patience() {
        @Override
        public long nanosLeft(long since) {
          return Long.MAX_VALUE;
        }

        @Override
        public RuntimeException lost() {
          throw new AssertionError("never over");
        }
      };

  /**
   * How long to wait on.
   *
   * @param since when the waiting began, as {@link System#nanoTime}
   * @return 0 or less if it is over
   */
  long nanosLeft(long since);

  /** Gives the connection up; returns what to throw. */
  RuntimeException lost();
}
