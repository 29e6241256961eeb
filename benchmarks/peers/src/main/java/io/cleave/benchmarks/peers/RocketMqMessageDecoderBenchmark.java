package io.cleave.benchmarks.peers;

import io.cleave.benchmarks.Inbound;
import io.cleave.benchmarks.Measured;
import io.cleave.benchmarks.Outbound;
import io.cleave.benchmarks.Reads;
import io.cleave.message.Message;
import io.cleave.message.MessageDecoder;
import io.cleave.message.MessageEncoder;
import io.netty.channel.ChannelHandler;
import java.util.List;
import java.util.function.Predicate;
import org.apache.rocketmq.remoting.netty.NettyDecoder;
import org.apache.rocketmq.remoting.netty.NettyEncoder;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What one message costs to decode: {@code MessageDecoder} and RocketMQ's of its commands. */
public class RocketMqMessageDecoderBenchmark extends Measured {
  private static final int MESSAGES = 256;
  private static final int READ_LENGTH = 64 << 10;

  /** Bytes. */
  @Param("128")
  public int body;

  private Reads messages;
  private Reads commands;
  private Inbound cleave;
  private Inbound stock;

  /** Makes the reads of each, and sees to it that each gives every message back. */
  @Setup
  public void prepare() {
    byte[] content = new byte[body];
    Message message = Calls.message(content);
    messages = reads(Outbound.encodedBy(message, new MessageEncoder(Calls.FORMAT)));
    commands = reads(Outbound.encodedBy(Calls.command(content), new NettyEncoder()));
    requireAll(messages, new MessageDecoder(Calls.FORMAT), this::isCall);
    requireAll(commands, new NettyDecoder(), this::isCommand);
    cleave = new Inbound(messages, new MessageDecoder(Calls.FORMAT));
    stock = new Inbound(commands, new NettyDecoder());
  }

  private static Reads reads(byte[] message) {
    return Reads.of(message, READ_LENGTH, Reads.Borders.WHOLE);
  }

  private static void requireAll(Reads reads, ChannelHandler decoder, Predicate<Object> isRight) {
    List<Object> decoded = reads.decodedBy(decoder);
    long right = decoded.stream().filter(isRight).count();
    if (right != reads.units()) {
      throw new IllegalStateException(
          "decoded: " + right + " messages (expected: " + reads.units() + ")");
    }
    reads.requireReleased();
  }

  private boolean isCall(Object decoded) {
    Message message = (Message) decoded;
    try {
      return message.header().equals(Calls.header(body)) && message.body().length() == body;
    } finally {
      message.release();
    }
  }

  private boolean isCommand(Object decoded) {
    RemotingCommand command = (RemotingCommand) decoded;
    return command.getOpaque() == Calls.ID && command.getBody().length == body;
  }

  /** Ours. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long cleave() {
    return cleave.deliver(MESSAGES);
  }

  /** RocketMQ's. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long stock() {
    return stock.deliver(MESSAGES);
  }

  /** Proves that every read was released. */
  @TearDown
  public void release() {
    cleave.close();
    stock.close();
    messages.release();
    commands.release();
  }
}
