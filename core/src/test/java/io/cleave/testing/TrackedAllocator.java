package io.cleave.testing;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An unpooled allocator that knows every buffer that is still alive and where it was made, so that
 * a test can end with "nothing is left" without waiting for the garbage collector.
 *
 * <p>A test gets one by asking: a parameter of this type is filled in by {@link LeakGuard}, which
 * also calls {@link #assertNothingLeft()} after the test.
 *
 * <pre>{@code
 * void deliversOneFrame(TrackedAllocator allocator) {
 *   EmbeddedChannel channel = allocator.channel(new FrameDecoder(format));
 * }
 * }</pre>
 *
 * <p><b>Threading.</b> Safe for use by several event loops.
 */
public sealed class TrackedAllocator extends AbstractByteBufAllocator permits FailingAllocator {

  private static final int SITES_SHOWN = 3;
  private static final Site UNKNOWN = new Site(null);

  private final boolean recordsSites;
  private final Set<Site> sites = ConcurrentHashMap.newKeySet();
  private final AtomicInteger aliveBuffers = new AtomicInteger();
  private final AtomicLong usedBytes = new AtomicLong();
  private final AtomicLong peakBytes = new AtomicLong();
  private final AtomicLong allocatedBytes = new AtomicLong();
  private final AtomicLong allocations = new AtomicLong();

  /** An allocator that remembers where each buffer was made. */
  public TrackedAllocator() {
    this(true);
  }

  TrackedAllocator(boolean recordsSites) {
    super(false);
    this.recordsSites = recordsSites;
  }

  /** An allocator for millions of runs: as exact, but it forgets where a buffer was made. */
  public static TrackedAllocator withoutSites() {
    return new TrackedAllocator(false);
  }

  /** A channel that takes all its buffers from here. */
  public EmbeddedChannel channel(ChannelHandler... handlers) {
    EmbeddedChannel channel = EmbeddedChannel.builder().register(false).build();
    channel.config().setAllocator(this);
    channel.pipeline().addLast(handlers);
    try {
      channel.register();
    } catch (Exception e) {
      throw new IllegalStateException("an embedded channel did not register", e);
    }
    return channel;
  }

  /** Bytes in buffers that are alive now. */
  public long usedBytes() {
    return usedBytes.get();
  }

  /** The highest {@link #usedBytes()} since the last {@link #forgetPeak()}. */
  public long peakBytes() {
    return peakBytes.get();
  }

  /** All bytes ever taken, released or not. */
  public long allocatedBytes() {
    return allocatedBytes.get();
  }

  /** How often memory was taken: new buffers and buffers that grew or shrank. */
  public long allocations() {
    return allocations.get();
  }

  /** Buffers that are alive now. */
  public int aliveBuffers() {
    return aliveBuffers.get();
  }

  /** Lets {@link #peakBytes()} start again from what is used now. */
  public void forgetPeak() {
    peakBytes.set(usedBytes.get());
  }

  /** Fails when a buffer is alive, and says where it was made. */
  public void assertNothingLeft() {
    if (aliveBuffers() != 0 || usedBytes() != 0) {
      throw new AssertionError(
          aliveBuffers()
              + " buffers with "
              + usedBytes()
              + " bytes were not released"
              + whereMade());
    }
  }

  /** Called before memory is taken; may throw to say that there is none. */
  void beforeAllocation(int bytes) {}

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    beforeAllocation(initialCapacity);
    HeapBuffer buffer = new HeapBuffer(initialCapacity, maxCapacity);
    born(buffer.site);
    taken(initialCapacity);
    return buffer;
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    beforeAllocation(initialCapacity);
    DirectBuffer buffer = new DirectBuffer(initialCapacity, maxCapacity);
    born(buffer.site);
    taken(initialCapacity);
    return buffer;
  }

  @Override
  public CompositeByteBuf compositeHeapBuffer(int maxNumComponents) {
    return composite(false, maxNumComponents);
  }

  @Override
  public CompositeByteBuf compositeDirectBuffer(int maxNumComponents) {
    return composite(true, maxNumComponents);
  }

  private CompositeByteBuf composite(boolean direct, int maxNumComponents) {
    beforeAllocation(0);
    Composite composite = new Composite(direct, maxNumComponents);
    born(composite.site); // its bytes are those of its components
    return composite;
  }

  @Override
  public boolean isDirectBufferPooled() {
    return false;
  }

  private Site site() {
    return recordsSites ? new Site(new Throwable("a buffer")) : UNKNOWN;
  }

  private void born(Site site) {
    aliveBuffers.incrementAndGet();
    if (recordsSites) {
      sites.add(site);
    }
  }

  private void taken(int bytes) {
    allocations.incrementAndGet();
    allocatedBytes.addAndGet(bytes);
    peakBytes.accumulateAndGet(usedBytes.addAndGet(bytes), Math::max);
  }

  private void resized(int from, int to) {
    taken(to);
    usedBytes.addAndGet(-from);
  }

  private void released(Site site, int bytes) {
    aliveBuffers.decrementAndGet();
    sites.remove(site);
    usedBytes.addAndGet(-bytes);
  }

  private String whereMade() {
    return sites.stream()
        .limit(SITES_SHOWN)
        .map(Site::describe)
        .collect(Collectors.joining("\n", "\n", ""));
  }

  /** Where a buffer was made; its identity stands for the buffer's. */
  private static final class Site {
    private final @Nullable Throwable made;

    Site(@Nullable Throwable made) {
      this.made = made;
    }

    String describe() {
      StackTraceElement[] frames = made == null ? new StackTraceElement[0] : made.getStackTrace();
      return "a buffer made\n"
          + Arrays.stream(frames)
              .dropWhile(frame -> frame.getClassName().startsWith("io.cleave.testing.Tracked"))
              .map(frame -> "    at " + frame)
              .collect(Collectors.joining("\n"));
    }
  }

  private final class HeapBuffer extends UnpooledHeapByteBuf {
    private final Site site = site();

    HeapBuffer(int initialCapacity, int maxCapacity) {
      super(TrackedAllocator.this, initialCapacity, maxCapacity);
    }

    @Override
    public ByteBuf capacity(int newCapacity) {
      int before = capacity();
      if (newCapacity > before) {
        beforeAllocation(newCapacity);
      }
      super.capacity(newCapacity);
      if (newCapacity != before) {
        resized(before, newCapacity);
      }
      return this;
    }

    @Override
    protected void deallocate() {
      int bytes = capacity();
      super.deallocate();
      released(site, bytes);
    }
  }

  private final class DirectBuffer extends UnpooledDirectByteBuf {
    private final Site site = site();

    DirectBuffer(int initialCapacity, int maxCapacity) {
      super(TrackedAllocator.this, initialCapacity, maxCapacity);
    }

    @Override
    public ByteBuf capacity(int newCapacity) {
      int before = capacity();
      if (newCapacity > before) {
        beforeAllocation(newCapacity);
      }
      super.capacity(newCapacity);
      if (newCapacity != before) {
        resized(before, newCapacity);
      }
      return this;
    }

    @Override
    protected void deallocate() {
      int bytes = capacity();
      super.deallocate();
      released(site, bytes);
    }
  }

  private final class Composite extends CompositeByteBuf {
    private final Site site = site();

    Composite(boolean direct, int maxNumComponents) {
      super(TrackedAllocator.this, direct, maxNumComponents);
    }

    @Override
    protected void deallocate() {
      super.deallocate();
      released(site, 0);
    }
  }
}
