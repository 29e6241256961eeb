package io.cleave.metrics;

import java.net.SocketAddress;

/**
 * Hears what one connection does, so that it can be counted.
 *
 * <pre>{@code
 * bytesReceived                     each read
 *   framesReceived | messagesReceived   at most once a read, never once a frame
 * framesSent | messagesSent         at most once a flush
 *   bytesSent
 * refused                           at most once a connection
 * }</pre>
 *
 * <p>Every method does nothing unless overridden. It is called on the connection's event loop and
 * so must be fast, take no locks and not throw.
 *
 * <p><b>Threading.</b> One instance per connection, called from its event loop.
 */
public interface ConnectionMetrics {
  /** Counts nothing. */
  ConnectionMetrics NONE = new ConnectionMetrics() {};

  /** Bytes a decoder was handed, whatever becomes of them. */
  default void bytesReceived(long bytes) {}

  /** Bytes an encoder handed on, length fields included. */
  default void bytesSent(long bytes) {}

  /**
   * Whole frames delivered.
   *
   * @param frames how many since the last call, at least 1
   * @param payloadBytes their payloads together
   */
  default void framesReceived(int frames, long payloadBytes) {}

  /**
   * Frames written.
   *
   * @param frames how many were completed since the last call; 0 within one written in parts
   * @param payloadBytes of payloads, together
   */
  default void framesSent(int frames, long payloadBytes) {}

  /**
   * Messages whose last byte was delivered, and the body bytes delivered, which may belong to a
   * message that is not complete yet.
   *
   * @param messages how many since the last call
   * @param bodyBytes body bytes since the last call
   */
  default void messagesReceived(int messages, long bodyBytes) {}

  /**
   * Messages whose last byte was written, and the body bytes written.
   *
   * @param messages how many since the last call
   * @param bodyBytes body bytes since the last call
   */
  default void messagesSent(int messages, long bodyBytes) {}

  /** The stream broke a rule or ended early; nothing more is read from it. */
  default void refused(RefusalCause cause) {}

  /** Makes one listener for each connection. */
  @FunctionalInterface
  interface Factory {
    /** Counts nothing. */
    Factory NONE = peer -> ConnectionMetrics.NONE;

    /**
     * A listener for a connection that has just been made.
     *
     * @param peer the other end's address
     */
    ConnectionMetrics forConnection(SocketAddress peer);
  }
}
