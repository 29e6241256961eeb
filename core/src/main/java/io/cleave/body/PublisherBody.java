package io.cleave.body;

import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/** A body that a publisher gives, once. */
final class PublisherBody extends CountedBody {
  private final Flow.Publisher<ByteBuffer> publisher;
  private final AtomicBoolean handedOn = new AtomicBoolean();

  PublisherBody(Flow.Publisher<ByteBuffer> publisher, long length) {
    super(length);
    this.publisher = publisher;
  }

  @Override
  public BodySource open(ChannelHandlerContext encoder) {
    checkNotReleased();
    checkFirst(handedOn.compareAndSet(false, true));
    return PublisherSource.subscribedTo(publisher, length());
  }

  @Override
  void letGo() {
    // a publisher that nobody has subscribed to holds nothing
  }

  @Override
  String kind() {
    return "stream";
  }
}
