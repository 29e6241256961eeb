package io.cleave.benchmarks.header;

import io.cleave.benchmarks.Measured;
import io.cleave.benchmarks.Reads;
import io.cleave.header.Header;
import io.cleave.header.HeaderLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What it costs to make a header and to write it into a direct buffer. */
public class HeaderWriteBenchmark extends Measured {
  private static final int BODY_SIZE = 128;
  private static final int CAPACITY = 256;

  private final Header kept = Headers.header(BODY_SIZE);
  private ByteBuf out;

  /** Makes the buffer, and sees to it that all write the same. */
  @Setup
  public void prepare() {
    out = Reads.direct(Unpooled.wrappedBuffer(new byte[CAPACITY]));
    byte[] expected = Headers.bytes(BODY_SIZE);
    for (ByteBuf written : new ByteBuf[] {cleave(), again(), stock(), record()}) {
      requireEqual(expected, written);
    }
  }

  private static void requireEqual(byte[] expected, ByteBuf written) {
    if (!Arrays.equals(expected, ByteBufUtil.getBytes(written))) {
      throw new IllegalStateException("written: " + ByteBufUtil.hexDump(written));
    }
  }

  /** Ours, strict and within its limits. */
  @Benchmark
  public ByteBuf cleave() {
    Headers.header(BODY_SIZE).writeTo(out.clear(), HeaderLimits.DEFAULT);
    return out;
  }

  /** Ours, the same header once more. */
  @Benchmark
  public ByteBuf again() {
    kept.writeTo(out.clear(), HeaderLimits.DEFAULT);
    return out;
  }

  /** Jackson's tree. */
  @Benchmark
  public ByteBuf stock() {
    return out.clear().writeBytes(Headers.JACKSON.writeValueAsBytes(Headers.tree(BODY_SIZE)));
  }

  /** Jackson, bound to a record. */
  @Benchmark
  public ByteBuf record() {
    return out.clear().writeBytes(Headers.JACKSON.writeValueAsBytes(Headers.bound(BODY_SIZE)));
  }

  /** Gives the memory back. */
  @TearDown
  public void release() {
    out.release();
  }
}
