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
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

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

  private final boolean recordsSites;
  private final Set<Site> alive = ConcurrentHashMap.newKeySet();
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
    return alive.size();
  }

  /** Lets {@link #peakBytes()} start again from what is used now. */
  public void forgetPeak() {
    peakBytes.set(usedBytes.get());
  }

  /** Fails when a buffer is alive, and says where it was made. */
  public void assertNothingLeft() {
    if (!alive.isEmpty() || usedBytes() != 0) {
      throw new AssertionError(
          alive.size() + " buffers with " + usedBytes() + " bytes were not released" + sites());
    }
  }

  /** Called before memory is taken; may throw to say that there is none. */
  void beforeAllocation(int bytes) {}

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    beforeAllocation(initialCapacity);
    HeapBuffer buffer = new HeapBuffer(initialCapacity, maxCapacity);
    taken(buffer.site, initialCapacity);
    return buffer;
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    beforeAllocation(initialCapacity);
    DirectBuffer buffer = new DirectBuffer(initialCapacity, maxCapacity);
    taken(buffer.site, initialCapacity);
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
    alive.add(composite.site); // its bytes are those of its components
    return composite;
  }

  @Override
  public boolean isDirectBufferPooled() {
    return false;
  }

  private void taken(Site site, int bytes) {
    alive.add(site);
    allocations.incrementAndGet();
    allocatedBytes.addAndGet(bytes);
    peakBytes.accumulateAndGet(usedBytes.addAndGet(bytes), Math::max);
  }

  private void resized(Site site, int from, int to) {
    taken(site, to);
    usedBytes.addAndGet(-from);
  }

  private void released(Site site, int bytes) {
    alive.remove(site);
    usedBytes.addAndGet(-bytes);
  }

  private String sites() {
    return alive.stream()
        .limit(SITES_SHOWN)
        .map(Site::describe)
        .collect(Collectors.joining("\n", "\n", ""));
  }

  /** Where a buffer was made; its identity stands for the buffer's. */
  private static final class Site extends Throwable {
    private static final long serialVersionUID = 1;

    Site(boolean recorded) {
      super("a buffer", null, false, recorded);
    }

    String describe() {
      return "a buffer made\n"
          + Arrays.stream(getStackTrace())
              .dropWhile(frame -> frame.getClassName().startsWith("io.cleave.testing.Tracked"))
              .map(frame -> "    at " + frame)
              .collect(Collectors.joining("\n"));
    }
  }

  private final class HeapBuffer extends UnpooledHeapByteBuf {
    private final Site site = new Site(recordsSites);

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
        resized(site, before, newCapacity);
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
    private final Site site = new Site(recordsSites);

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
        resized(site, before, newCapacity);
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
    private final Site site = new Site(recordsSites);

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
