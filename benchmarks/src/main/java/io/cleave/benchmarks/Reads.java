package io.cleave.benchmarks;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * What a socket would bring: equal units, frames or messages, one behind the other, in direct
 * buffers of one read each.
 *
 * <pre>{@code
 * WHOLE   | unit | unit | unit |    | unit | unit | unit |     as many as fit in a read, no more
 * CUT     | unit | unit | un |    | it | unit | unit | u |     every read is full
 * }</pre>
 *
 * <p>A unit longer than a read is cut up in both. The buffers are filled once and used again by
 * every invocation: filling them anew would cost more than decoding what is in them.
 *
 * <p><b>Ownership.</b> Keeps one reference to each buffer; whoever takes a read releases it.
 */
public final class Reads {
  /** Where reads end. */
  public enum Borders {
    /** Behind a whole unit. */
    WHOLE,
    /** Anywhere. */
    CUT
  }

  /** Bytes before a stream of cut reads starts again: enough borders, and still in the cache. */
  private static final int CUT_STREAM_LENGTH = 256 << 10;

  private static final ByteBufAllocator KEPT =
      ByteBufAllocator.DEFAULT instanceof PooledByteBufAllocator
          ? new PooledByteBufAllocator(true)
          : new AdaptiveByteBufAllocator(true);

  private final ByteBuf[] reads;
  private final int units;
  private int next;

  private Reads(ByteBuf[] reads, int units) {
    this.reads = reads;
    this.units = units;
  }

  /**
   * Reads of copies of one unit.
   *
   * @param unit the bytes of one unit as they are on the wire
   * @param readLength bytes of a read at the most
   */
  public static Reads of(byte[] unit, int readLength, Borders borders) {
    int inRead = Math.max(1, readLength / unit.length);
    int inStream = (CUT_STREAM_LENGTH + unit.length - 1) / unit.length;
    int units = borders == Borders.WHOLE ? inRead : inStream;
    ByteBuf stream = Unpooled.buffer(units * unit.length);
    for (int i = 0; i < units; i++) {
      stream.writeBytes(unit);
    }
    List<ByteBuf> reads = new ArrayList<>();
    while (stream.isReadable()) {
      reads.add(direct(stream.readSlice(Math.min(readLength, stream.readableBytes()))));
    }
    return new Reads(reads.toArray(new ByteBuf[0]), units);
  }

  /**
   * A buffer of that content alone, of the kind a socket gives. It is no concern of the leak
   * detector, and comes from an allocator of its own: what is kept there would make the one that is
   * measured search.
   */
  public static ByteBuf direct(ByteBuf content) {
    Level level = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(Level.DISABLED);
    try {
      int length = content.readableBytes();
      return KEPT.directBuffer(length, length).writeBytes(content);
    } finally {
      ResourceLeakDetector.setLevel(level);
    }
  }

  /** The next read; behind the last one the first again. */
  ByteBuf next() {
    ByteBuf read = reads[next];
    next = next + 1 == reads.length ? 0 : next + 1;
    return read.setIndex(0, read.capacity()).retain();
  }

  /** How many units all reads together hold. */
  public int units() {
    return units;
  }

  /** What comes out at the end of a pipeline of these handlers, once every read has gone in. */
  public List<Object> decodedBy(ChannelHandler... handlers) {
    EmbeddedChannel channel = new EmbeddedChannel(handlers);
    List<Object> decoded = new ArrayList<>();
    for (int i = 0; i < reads.length; i++) {
      channel.writeInbound(next());
    }
    for (Object event = channel.readInbound(); event != null; event = channel.readInbound()) {
      decoded.add(event);
    }
    channel.checkException();
    return decoded;
  }

  /**
   * Refuses handlers that do not give back exactly these payloads, one for each unit.
   *
   * @throws IllegalStateException if they do not
   */
  public void requireDecodedBy(byte[] payload, ChannelHandler... handlers) {
    List<Object> decoded = decodedBy(handlers);
    ByteBuf expected = Unpooled.wrappedBuffer(payload);
    long equal =
        decoded.stream().filter(each -> ByteBufUtil.equals(expected, (ByteBuf) each)).count();
    decoded.forEach(each -> ((ByteBuf) each).release());
    if (equal != units || decoded.size() != units) {
      throw new IllegalStateException(
          "decoded: " + decoded.size() + " frames, " + equal + " equal (expected: " + units + ")");
    }
    requireReleased();
  }

  /**
   * Refuses a pipeline that still holds, or has released too often, what it was given.
   *
   * @throws IllegalStateException if it does
   */
  public void requireReleased() {
    for (ByteBuf read : reads) {
      if (read.refCnt() != 1) {
        throw new IllegalStateException("refCnt: " + read.refCnt() + " (expected: 1)");
      }
    }
  }

  /** Gives the memory back. */
  public void release() {
    requireReleased();
    for (ByteBuf read : reads) {
      read.release();
    }
  }
}
