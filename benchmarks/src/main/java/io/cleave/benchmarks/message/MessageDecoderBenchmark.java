package io.cleave.benchmarks.message;

import io.cleave.benchmarks.Inbound;
import io.cleave.benchmarks.Measured;
import io.cleave.benchmarks.Reads;
import io.cleave.benchmarks.header.Headers;
import io.cleave.frame.FrameDecoder;
import io.cleave.frame.StockCodecs;
import io.cleave.message.InPlaceMessageHandler;
import io.cleave.message.JsonHeaderDecoder;
import io.cleave.message.Message;
import io.cleave.message.MessageDecoder;
import io.cleave.message.MessageFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What one message with a JSON header costs to decode. */
public class MessageDecoderBenchmark extends Measured {
  private static final int MESSAGES = 256;
  private static final MessageFormat HEADER_FIRST = MessageFormat.of("<q");
  private static final MessageFormat ENVELOPE = MessageFormat.envelope(">I", ">I");

  /** Bytes; at most what one message holds whole. */
  @Param("128")
  public int body;

  /** Bytes a read brings at the most. */
  @Param("65536")
  public int readLength;

  /** Where reads end. */
  @Param("WHOLE")
  public Reads.Borders borders;

  private Reads headerFirst;
  private Reads enveloped;
  private Inbound cleave;
  private Inbound inPlace;
  private Inbound envelope;
  private Inbound stock;

  /** Makes the reads of each, and sees to it that each gives every message back. */
  @Setup
  public void prepare() {
    byte[] header = Headers.bytes(body);
    headerFirst = Reads.of(headerFirst(header), readLength, borders);
    enveloped = Reads.of(enveloped(header), readLength, borders);
    cleave = inbound(headerFirst, () -> List.of(new MessageDecoder(HEADER_FIRST)));
    inPlace =
        new Inbound(headerFirst, inbound -> showing(Headers.header(body).size(), body, inbound));
    envelope =
        inbound(
            enveloped,
            () ->
                List.of(new FrameDecoder(ENVELOPE.frameFormat()), new JsonHeaderDecoder(ENVELOPE)));
    stock =
        inbound(
            enveloped,
            () -> List.of(StockCodecs.decoder(ENVELOPE.frameFormat()), new TreeMessageDecoder()));
  }

  private static ChannelHandler showing(int names, int length, Inbound inbound) {
    return new InPlaceMessageHandler(
        HEADER_FIRST,
        (header, buffer, index, bodyLength, answers) -> {
          if (bodyLength == length && header.size() == names) {
            inbound.arrived();
          }
        });
  }

  private byte[] headerFirst(byte[] header) {
    ByteBuf bytes = Unpooled.buffer().writeLongLE(header.length).writeBytes(header).writeZero(body);
    return Arrays.copyOf(bytes.array(), bytes.readableBytes());
  }

  private byte[] enveloped(byte[] header) {
    ByteBuf bytes = Unpooled.buffer().writeInt(Integer.BYTES + header.length + body);
    bytes.writeInt(header.length).writeBytes(header).writeZero(body);
    return Arrays.copyOf(bytes.array(), bytes.readableBytes());
  }

  private Inbound inbound(Reads reads, Supplier<List<ChannelHandler>> handlers) {
    List<Object> decoded = reads.decodedBy(handlers.get().toArray(ChannelHandler[]::new));
    long equal = decoded.stream().filter(this::isWhole).count();
    if (equal != reads.units() || decoded.size() != reads.units()) {
      throw new IllegalStateException(
          "decoded: " + decoded.size() + " messages (expected: " + reads.units() + ")");
    }
    reads.requireReleased();
    return new Inbound(reads, handlers.get().toArray(ChannelHandler[]::new));
  }

  private boolean isWhole(Object decoded) {
    try {
      return decoded instanceof Message message
          ? message.header().equals(Headers.header(body)) && message.body().length() == body
          : isWhole((TreeMessage) decoded);
    } finally {
      ReferenceCountUtil.release(decoded);
    }
  }

  private boolean isWhole(TreeMessage message) {
    return message.header().toString().equals(Headers.tree(body).toString())
        && message.content().readableBytes() == body;
  }

  /** Ours, header first. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long cleave() {
    return cleave.deliver(MESSAGES);
  }

  /** Ours, each body shown where it lies. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long inPlace() {
    return inPlace.deliver(MESSAGES);
  }

  /** Ours, in an envelope. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long envelope() {
    return envelope.deliver(MESSAGES);
  }

  /** The same envelope by Netty's frame decoder and Jackson's tree. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long stock() {
    return stock.deliver(MESSAGES);
  }

  /** Proves that every read was released. */
  @TearDown
  public void release() {
    List.of(cleave, inPlace, envelope, stock).forEach(Inbound::close);
    headerFirst.release();
    enveloped.release();
  }
}
