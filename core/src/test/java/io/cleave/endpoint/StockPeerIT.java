package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.frame.StockCodecs;
import io.cleave.testing.Loopback;
import io.cleave.testing.Transport;
import io.cleave.testing.WireAssert;
import io.cleave.wire.FrameFormat;
import io.cleave.wire.FramePreset;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.protobuf.ProtobufVarint32FrameDecoder;
import io.netty.handler.codec.protobuf.ProtobufVarint32LengthFieldPrepender;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The other end is Netty with its own length-field codecs, over a socket. */
final class StockPeerIT {
  private static final long PATIENCE_SECONDS = 10;
  private static final int LARGE = 300_000;
  private static final int ENOUGH = 1 << 20;

  /**
   * Netty's codecs for a format.
   *
   * @param decoder makes one for a channel
   * @param encoder makes one for a channel
   */
  private record Stock(
      String name,
      FrameFormat format,
      Supplier<ChannelHandler> decoder,
      Supplier<ChannelHandler> encoder) {
    @Override
    public String toString() {
      return name;
    }

    ChannelHandler[] and(ChannelHandler handler) {
      return new ChannelHandler[] {decoder.get(), encoder.get(), handler};
    }
  }

  /** By the arguments that a user of Netty writes. */
  private static Stock byHand(String field, ByteOrder order, int width) {
    return new Stock(
        field + ", by hand",
        FrameFormat.of(field),
        () -> new LengthFieldBasedFrameDecoder(order, ENOUGH, 0, width, 0, width, true),
        () -> new LengthFieldPrepender(order, width, 0, false));
  }

  private static Stock byStockCodecs(String name, FrameFormat format) {
    return new Stock(
        name + ", by StockCodecs",
        format,
        () -> StockCodecs.decoder(format),
        () -> StockCodecs.encoder(format));
  }

  static Stream<Stock> peers() {
    Stream<Stock> byHand =
        Stream.of(
            byHand("B", ByteOrder.BIG_ENDIAN, 1),
            byHand(">H", ByteOrder.BIG_ENDIAN, 2),
            byHand("<HB", ByteOrder.LITTLE_ENDIAN, 3),
            byHand("<i", ByteOrder.LITTLE_ENDIAN, 4),
            byHand(">I", ByteOrder.BIG_ENDIAN, 4),
            byHand("<q", ByteOrder.LITTLE_ENDIAN, 8),
            new Stock(
                "mongo, by hand",
                FramePreset.MONGO.format(),
                () ->
                    new LengthFieldBasedFrameDecoder(
                        ByteOrder.LITTLE_ENDIAN, ENOUGH, 0, 4, -4, 4, true),
                () -> new LengthFieldPrepender(ByteOrder.LITTLE_ENDIAN, 4, 0, true)),
            new Stock(
                "protobuf, by Netty's varint codecs",
                FramePreset.PROTOBUF.format(),
                () -> new ProtobufVarint32FrameDecoder(ENOUGH),
                ProtobufVarint32LengthFieldPrepender::new));
    Stream<Stock> byStockCodecs =
        Stream.of(FramePreset.values())
            .filter(preset -> preset != FramePreset.PROTOBUF)
            .map(preset -> byStockCodecs(preset.presetName(), preset.format()));
    return Stream.concat(byHand, byStockCodecs);
  }

  /** One empty, one of a byte, and large ones around the first. */
  private static List<byte[]> payloads(FrameFormat format) {
    Random random = new Random(1688);
    int largest = (int) Math.min(LARGE, format.maxPayloadLength());
    return IntStream.of(largest, 0, 1, largest - 1)
        .mapToObj(
            length -> {
              byte[] payload = new byte[length];
              random.nextBytes(payload);
              return payload;
            })
        .toList();
  }

  private static byte[] inverted(byte[] payload) {
    byte[] inverted = new byte[payload.length];
    for (int i = 0; i < payload.length; i++) {
      inverted[i] = (byte) ~payload[i];
    }
    return inverted;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("peers")
  void answersStockClient(Stock stock) throws InterruptedException {
    Answers answers = new Answers();
    try (FrameServer server = FrameServer.bind(stock.format, 0, StockPeerIT::inverted);
        Loopback sockets = Loopback.serve(Transport.NIO, unused -> {})) {
      Channel client = sockets.connect(server.port(), p -> p.addLast(stock.and(answers)));
      List<byte[]> requests = payloads(stock.format);
      requests.forEach(request -> client.write(Unpooled.wrappedBuffer(request)));
      client.flush();
      for (byte[] request : requests) {
        WireAssert.assertThatBytes(answers.next()).isWire(inverted(request));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("peers")
  void asksStockServer(Stock stock) {
    try (Loopback server = Loopback.serve(Transport.NIO, p -> p.addLast(stock.and(new Invert())));
        FrameClient client = FrameClient.connect(stock.format, "127.0.0.1", server.port())) {
      for (byte[] request : payloads(stock.format)) {
        WireAssert.assertThatBytes(client.call(request)).isWire(inverted(request));
      }
    }
  }

  /** Keeps what comes. */
  private static final class Answers extends SimpleChannelInboundHandler<ByteBuf> {
    private final BlockingQueue<byte[]> payloads = new LinkedBlockingQueue<>();

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf payload) {
      payloads.add(ByteBufUtil.getBytes(payload));
    }

    byte[] next() throws InterruptedException {
      byte[] next = payloads.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("an answer").isNotNull();
      return next;
    }
  }

  /** Answers with every bit turned over. */
  private static final class Invert extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf payload) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(inverted(ByteBufUtil.getBytes(payload))));
    }
  }
}
