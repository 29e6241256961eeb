package io.cleave.exchange;

/** What a body tells whoever brings it. Any thread. */
interface Taking {
  /** Nobody has to know. */
  Taking NONE =
      new Taking() {
        @Override
        public void taken(int bytes) {}

        @Override
        public void done(boolean wanted) {}
      };

  /** The reader has taken bytes. */
  void taken(int bytes);

  /** Nothing is kept any more: all was taken, or nobody wants it. */
  void done(boolean wanted);
}
