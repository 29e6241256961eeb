package io.cleave.message;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A publisher that gives what a test tells it to, when it is told to. */
final class HandPublisher implements Flow.Publisher<ByteBuffer> {
  private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
  private long requested;
  private boolean cancelled;

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    this.subscriber = subscriber;
    subscriber.onSubscribe(
        new Flow.Subscription() {
          @Override
          public void request(long n) {
            requested += n;
          }

          @Override
          public void cancel() {
            cancelled = true;
          }
        });
  }

  boolean isSubscribed() {
    return subscriber != null;
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** How many buffers were asked for and not given yet. */
  long requested() {
    return requested;
  }

  HandPublisher give(byte[] bytes) {
    requested--;
    one().onNext(ByteBuffer.wrap(bytes));
    return this;
  }

  void complete() {
    one().onComplete();
  }

  void fail(Throwable cause) {
    one().onError(cause);
  }

  private Flow.Subscriber<? super ByteBuffer> one() {
    Flow.Subscriber<? super ByteBuffer> one = subscriber;
    if (one == null) {
      throw new AssertionError("nobody has subscribed");
    }
    return one;
  }
}
