package io.cleave.frame;

/** Where the stream of a {@link StreamDecoder} is, between two reads. */
public enum StreamPosition {
  /** Everything that came has been delivered. */
  BETWEEN,
  /** Within a length field or a header. */
  IN_HEAD,
  /** Within a payload or a body. */
  IN_BODY
}
