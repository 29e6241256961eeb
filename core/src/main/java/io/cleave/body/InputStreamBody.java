package io.cleave.body;

import io.netty.channel.ChannelHandlerContext;
import java.io.InputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** A body read from an {@link InputStream}, once. */
final class InputStreamBody extends CountedBody {
  private final InputStream stream;
  private final Executor executor;
  private final AtomicBoolean handedOn = new AtomicBoolean();

  InputStreamBody(InputStream stream, long length, Executor executor) {
    super(length);
    this.stream = stream;
    this.executor = executor;
  }

  @Override
  public BodySource open(ChannelHandlerContext encoder) {
    checkNotReleased();
    checkFirst(handedOn.compareAndSet(false, true));
    return new InputStreamSource(stream, length(), executor);
  }

  @Override
  void letGo() {
    if (handedOn.compareAndSet(false, true)) {
      InputStreamSource.close(stream, executor);
    }
  }

  @Override
  String kind() {
    return "stream";
  }
}
