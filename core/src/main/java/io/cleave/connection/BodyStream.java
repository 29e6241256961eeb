package io.cleave.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;

/** A body as a stream. One reader at a time. */
final class BodyStream extends InputStream {
  private final ReceivedBody body;
  private boolean ended;

  BodyStream(ReceivedBody body) {
    this.body = body;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (ended || length == 0) {
      return ended ? -1 : 0;
    }
    try {
      int count = body.read(target, offset, length);
      if (count < 0) {
        end();
      } else {
        body.taken(count);
      }
      return count;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("body: interrupted while waiting for bytes");
    } catch (IllegalStateException misuse) {
      throw misuse;
    } catch (RuntimeException lost) {
      throw new IOException(lost.getMessage(), lost);
    }
  }

  private void end() {
    ended = true;
    body.readingEnds();
  }

  @Override
  public int available() {
    return ended ? 0 : body.available();
  }

  @Override
  public void close() {
    if (!ended) {
      end();
      body.discard();
    }
  }
}
