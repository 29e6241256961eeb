package io.cleave.body;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Subscribes to a publisher and asks it for two buffers ahead of the event loop. */
final class PublisherSource extends QueuedSource {
  private final Subscriber subscriber = new Subscriber();

  private PublisherSource(long length) {
    super(length);
  }

  static PublisherSource subscribedTo(Flow.Publisher<ByteBuffer> publisher, long length) {
    PublisherSource source = new PublisherSource(length);
    try {
      publisher.subscribe(source.subscriber);
    } catch (
        RuntimeException
            e) { // against the rules of Reactive Streams, yet no reason to lose the reason
      source.fail(e);
    }
    return source;
  }

  @Override
  void fetch(ByteBufAllocator allocator) {
    subscriber.request();
  }

  @Override
  void stop() {
    subscriber.cancel();
  }

  private final class Subscriber implements Flow.Subscriber<ByteBuffer> {
    // guarded by this
    private Flow.@Nullable Subscription subscription;
    private int requested;
    private boolean cancelled;

    @Override
    public void onSubscribe(Flow.Subscription offered) {
      requireNonNull(offered, "subscription");
      if (accepts(offered)) {
        request();
      } else {
        offered.cancel();
      }
    }

    private synchronized boolean accepts(Flow.Subscription offered) {
      if (cancelled || subscription != null) {
        return false;
      }
      subscription = offered;
      return true;
    }

    void request() {
      int more;
      Flow.Subscription from;
      synchronized (this) {
        from = subscription;
        more = room() - requested;
        if (from == null || cancelled || more <= 0) {
          return;
        }
        requested += more;
      }
      from.request(more);
    }

    void cancel() {
      Flow.Subscription from;
      synchronized (this) {
        if (cancelled) {
          return;
        }
        cancelled = true;
        from = subscription;
      }
      if (from != null) {
        from.cancel();
      }
    }

    @Override
    public void onNext(ByteBuffer bytes) {
      synchronized (this) {
        requested--;
      }
      if (bytes.hasRemaining()) {
        offer(Unpooled.wrappedBuffer(bytes));
      }
      request(); // the one that brought nothing, or the end behind the last byte
    }

    @Override
    public void onError(Throwable cause) {
      fail(requireNonNull(cause, "cause"));
    }

    @Override
    public void onComplete() {
      end();
    }
  }
}
