package io.cleave.connection;

/**
 * What the watch over a connection tells the handler put last, as a user event. It closes nothing.
 */
public enum LinkEvent {
  /** Nothing has come or gone for as long as {@link LinkLimits#idle} allows. */
  IDLE,
  /** The peer has taken nothing of what waits for it for {@link LinkLimits#writeStall}. */
  WRITE_STALLED,
  /** A length field, a header or a body comes more slowly than {@link LinkLimits} allows. */
  TOO_SLOW,
  /** More than {@link LinkLimits#outboundCap} waits for the peer; told once, never from a write. */
  OVERFLOW,
  /** The peer's first message has not come within {@link LinkLimits#firstMessage}. */
  NO_FIRST_MESSAGE,
  /** The peer has sent nothing, not even when it was asked; see {@link Liveness}. */
  SILENT
}
