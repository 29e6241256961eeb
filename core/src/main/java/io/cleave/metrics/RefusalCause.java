package io.cleave.metrics;

/** Why a connection was refused: a label that a peer cannot make up. */
public enum RefusalCause {
  /** A length above the limit. */
  TOO_LONG,
  /** A value that cannot be a length: negative, above 2^63-1, or less than itself. */
  INVALID_LENGTH,
  /** A header that is not the JSON object it should be. */
  INVALID_HEADER,
  /** The stream ended inside a frame or a message. */
  TRUNCATED,
  /** This side could not go on: no memory, or an error of its own. */
  FAILED
}
