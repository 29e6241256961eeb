package io.cleave.exchange;

/** What a body tells whoever brings it. Any thread. */
interface Taking {
  /** The reader has taken bytes. */
  void taken(int bytes);

  /** Nothing is kept any more: all was taken, or nobody wants it. */
  void done(boolean wanted);
}
