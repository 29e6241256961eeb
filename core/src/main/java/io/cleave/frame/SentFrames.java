package io.cleave.frame;

import io.cleave.metrics.ConnectionMetrics;

/** What was written since the last flush. */
final class SentFrames {
  private final ConnectionMetrics metrics;
  private int frames;
  private long payloadBytes;
  private long bytes;

  SentFrames(ConnectionMetrics metrics) {
    this.metrics = metrics;
  }

  /** A whole frame. */
  void frame(int payloadLength, int frameLength) {
    frames++;
    payloadBytes += payloadLength;
    bytes += frameLength;
  }

  /** A length field whose payload comes in parts. */
  void start(int fieldLength, boolean whole) {
    frames += whole ? 1 : 0;
    bytes += fieldLength;
  }

  /** A part of a payload. */
  void part(int length, boolean last) {
    frames += last ? 1 : 0;
    payloadBytes += length;
    bytes += length;
  }

  boolean hasAny() {
    return bytes > 0;
  }

  /** Tells, and begins anew. */
  void report() {
    if (bytes == 0) {
      return;
    }
    if (frames > 0 || payloadBytes > 0) {
      metrics.framesSent(frames, payloadBytes);
    }
    metrics.bytesSent(bytes);
    frames = 0;
    payloadBytes = 0;
    bytes = 0;
  }
}
