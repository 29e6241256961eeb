package io.cleave.exchange;

import io.cleave.connection.OnLoop;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * The one subscriber of a body.
 *
 * <p><b>Threading.</b> It is called on the event loop; it may call from anywhere.
 */
final class Subscribed implements Flow.Subscription {
  private final StreamedBody body;
  private final Channel channel;
  private final Flow.Subscriber<? super ByteBuffer> subscriber;
  private long demand;
  private boolean begun;
  private boolean over;
  private boolean draining;

  Subscribed(StreamedBody body, Channel channel, Flow.Subscriber<? super ByteBuffer> subscriber) {
    this.body = body;
    this.channel = channel;
    this.subscriber = subscriber;
  }

  void begin(boolean first) {
    OnLoop.run(
        channel,
        () -> {
          over = !first;
          subscriber.onSubscribe(this);
          if (!first) {
            subscriber.onError(
                new IllegalStateException("body: it has a subscriber (expected: one)"));
          }
          begun = true;
          drainOnLoop();
        });
  }

  @Override
  public void request(long more) {
    OnLoop.run(
        channel,
        () -> {
          if (more < 1) {
            end(() -> subscriber.onError(wrongDemand(more)));
            body.discard();
            return;
          }
          demand = demand + more < 0 ? Long.MAX_VALUE : demand + more;
          drainOnLoop();
        });
  }

  private static IllegalArgumentException wrongDemand(long more) {
    return new IllegalArgumentException("request: " + more + " (expected: 1..)");
  }

  @Override
  public void cancel() {
    OnLoop.run(
        channel,
        () -> {
          over = true;
          body.discard();
        });
  }

  void drain() {
    OnLoop.run(channel, this::drainOnLoop);
  }

  private void drainOnLoop() {
    if (draining || !begun) {
      return;
    }
    draining = true;
    try {
      while (!over && demand > 0) {
        ByteBuffer next = body.poll();
        if (next == null) {
          break;
        }
        demand--;
        subscriber.onNext(next);
      }
      if (!over && body.isDrained()) {
        end(subscriber::onComplete);
      }
    } catch (ExchangeException failure) {
      end(() -> subscriber.onError(failure));
    } finally {
      draining = false;
    }
  }

  private void end(Runnable last) {
    if (!over) {
      over = true;
      last.run();
    }
  }
}
