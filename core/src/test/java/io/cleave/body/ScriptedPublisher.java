package io.cleave.body;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Gives buffers as they are asked for, on the thread that asks, and remembers what it was asked.
 */
final class ScriptedPublisher implements Flow.Publisher<ByteBuffer>, Flow.Subscription {
  final Queue<ByteBuffer> items = new ArrayDeque<>();
  Runnable atEnd = () -> subscriber().onComplete();
  long demand;
  int cancelled;
  boolean paused;
  private Flow.@Nullable Subscriber<? super ByteBuffer> subscriber;
  private boolean giving;

  ScriptedPublisher(String... items) {
    for (String item : items) {
      this.items.add(ByteBuffer.wrap(item.getBytes(StandardCharsets.UTF_8)));
    }
  }

  static ScriptedPublisher of(List<String> items) {
    return new ScriptedPublisher(items.toArray(String[]::new));
  }

  Flow.Subscriber<? super ByteBuffer> subscriber() {
    return requireNonNull(subscriber, "subscriber");
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> wanted) {
    subscriber = wanted;
    wanted.onSubscribe(this);
  }

  @Override
  public void request(long n) {
    demand += n;
    give();
  }

  void resume() {
    paused = false;
    give();
  }

  /** As the rules ask: one signal at a time, also if a signal asks for more. */
  private void give() {
    if (giving) {
      return;
    }
    giving = true;
    while (!paused && cancelled == 0 && demand > 0 && !items.isEmpty()) {
      demand--;
      subscriber().onNext(items.remove());
    }
    giving = false;
    if (!paused && cancelled == 0 && items.isEmpty()) {
      atEnd.run();
    }
  }

  @Override
  public void cancel() {
    cancelled++;
  }
}
