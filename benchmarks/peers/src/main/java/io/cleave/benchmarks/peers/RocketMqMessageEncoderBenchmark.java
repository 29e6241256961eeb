package io.cleave.benchmarks.peers;

import io.cleave.benchmarks.Measured;
import io.cleave.benchmarks.Outbound;
import io.cleave.message.MessageEncoder;
import org.apache.rocketmq.remoting.netty.NettyEncoder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What one message costs from its values to the bytes for the socket: ours and RocketMQ's. */
public class RocketMqMessageEncoderBenchmark extends Measured {
  /** Messages between two flushes. */
  private static final int MESSAGES = 64;

  /** Bytes. */
  @Param("128")
  public int body;

  private byte[] content;
  private Outbound cleave;
  private Outbound stock;

  /** Makes the pipelines, and sees to it that each writes as much as it should. */
  @Setup
  public void prepare() {
    content = new byte[body];
    cleave = new Outbound(new MessageEncoder(Calls.FORMAT));
    stock = new Outbound(new NettyEncoder());
    byte[] message = Outbound.encodedBy(Calls.message(content), new MessageEncoder(Calls.FORMAT));
    byte[] command = Outbound.encodedBy(Calls.command(content), new NettyEncoder());
    requireEqual(cleave(), (long) MESSAGES * message.length);
    requireEqual(stock(), (long) MESSAGES * command.length);
  }

  private static void requireEqual(long written, long expected) {
    if (written != expected) {
      throw new IllegalStateException("written: " + written + " (expected: " + expected + ")");
    }
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long cleave() {
    for (int i = 0; i < MESSAGES; i++) {
      cleave.write(Calls.message(content));
    }
    return cleave.flush();
  }

  /** RocketMQ's. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long stock() {
    for (int i = 0; i < MESSAGES; i++) {
      stock.write(Calls.command(content));
    }
    return stock.flush();
  }

  /** Proves that every buffer was released. */
  @TearDown
  public void release() {
    cleave.close();
    stock.close();
  }
}
