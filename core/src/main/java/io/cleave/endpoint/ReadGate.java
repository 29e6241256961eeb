package io.cleave.endpoint;

import io.cleave.connection.OnLoop;
import io.cleave.connection.ReceivedBody;
import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Stops reading a connection while too much of what it sent waits to be handled, and goes on when
 * half of that is done.
 *
 * <p><b>Threading.</b> What arrives is told on the event loop, what is taken on any thread.
 */
final class ReadGate {
  /** How many requests wait at most. */
  static final int MAX_REQUESTS = 64;

  /** How many bytes of requests wait at most, give or take the last one: 1 MiB. */
  static final long MAX_BYTES = 1 << 20;

  private final Channel channel;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  /** Bytes of streamed bodies that are here and not read, those of messages not yet handled too. */
  private final AtomicLong inBodies = new AtomicLong();

  private volatile @Nullable BodyWindow body;
  private volatile boolean shut;

  ReadGate(Channel channel) {
    this.channel = channel;
  }

  /** A request waits. */
  void arrived(long weight) {
    requests.incrementAndGet();
    bytes.addAndGet(weight);
    pauseIfFull();
  }

  /** A request waits no longer. */
  void taken(long weight) {
    requests.decrementAndGet();
    bytes.addAndGet(-weight);
    goOnIfRoom();
  }

  /** Bytes of a streamed body have come, or, below zero, have been read or thrown away. */
  void inBodies(long delta) {
    inBodies.addAndGet(delta);
  }

  /** A body comes; its window counts too. */
  void watch(@Nullable BodyWindow window) {
    body = window;
  }

  /** Nothing more is to be read. */
  void shut() {
    shut = true;
    pauseIfFull();
  }

  /** To be called when something has come, on the event loop. */
  void pauseIfFull() {
    BodyWindow window = body;
    if (!channel.isActive()) {
      return; // there is nothing to pause, and epoll would not know the channel any more
    }
    if (shut
        || requests.get() >= MAX_REQUESTS
        || bytes.get() >= MAX_BYTES
        || inBodies.get() >= ReceivedBody.WINDOW
        || (window != null && window.isFull())) {
      channel.config().setAutoRead(false);
      goOnIfRoom(); // what was taken since it looked full met an open gate, and did not open it
    }
  }

  /** To be called when something has been taken, on any thread. */
  void goOnIfRoom() {
    if (!channel.config().isAutoRead() && hasRoom()) {
      OnLoop.run(channel, this::goOn);
    }
  }

  private void goOn() {
    if (hasRoom()) { // what has come since may have taken it
      channel.config().setAutoRead(true);
    }
  }

  private boolean hasRoom() {
    BodyWindow window = body;
    return !shut
        && channel.isActive()
        && requests.get() <= MAX_REQUESTS / 2
        && bytes.get() <= MAX_BYTES / 2
        && inBodies.get() <= ReceivedBody.WINDOW / 2
        && (window == null || window.hasRoom());
  }
}
