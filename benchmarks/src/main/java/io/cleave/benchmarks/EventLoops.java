package io.cleave.benchmarks;

import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;

/** The threads JMH runs benchmarks on; see {@link Measured}, which names it. */
public final class EventLoops extends DefaultEventExecutorGroup {
  /** Called by JMH. */
  public EventLoops(int threads, String prefix) {
    super(threads, new DefaultThreadFactory(prefix, true));
  }
}
