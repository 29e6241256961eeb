package io.cleave.endpoint;

import io.cleave.connection.ReceivedBody;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A body of a plain format: while its window is full, the peer is not read. */
final class WindowBody extends ReceivedBody {
  private final BodyWindow window;

  WindowBody(long length, BodyWindow window) {
    super(length);
    this.window = window;
  }

  static String tooLate() {
    return TOO_LATE;
  }

  @Override
  protected @Nullable ByteBuf take() throws InterruptedException {
    return window.take();
  }

  @Override
  protected int read(byte[] target, int offset, int length) throws InterruptedException {
    return window.read(target, offset, length);
  }

  @Override
  protected int available() {
    return window.available();
  }

  @Override
  protected void letGo() {
    window.discard();
  }
}
