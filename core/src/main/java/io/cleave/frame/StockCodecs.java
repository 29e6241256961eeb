package io.cleave.frame;

import io.cleave.wire.FrameFormat;
import io.cleave.wire.LengthField;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;

/**
 * Netty's own codecs for a format, for those who want them and for comparison.
 *
 * <p>They cut and write the same bytes; what they do with broken ones is another matter, see {@link
 * FrameDecoder}.
 *
 * <p><b>Threading.</b> Each call makes a new handler for one channel.
 */
public final class StockCodecs {
  private StockCodecs() {}

  /**
   * A {@link LengthFieldBasedFrameDecoder} that cuts the frames of {@code format}.
   *
   * @throws IllegalArgumentException for a varint, or a limit its arithmetic cannot hold
   */
  public static ChannelInboundHandler decoder(FrameFormat format) {
    LengthField field = requireExpressible(format);
    int width = field.width().maxBytes();
    long maxFrameLength = format.maxPayloadLength() + width; // the stock limit counts the field
    if (maxFrameLength > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "maxPayloadLength: "
              + format.maxPayloadLength()
              + " (expected: 0.."
              + (Integer.MAX_VALUE - width)
              + " for LengthFieldBasedFrameDecoder, whose limit counts the length field)");
    }
    return new LengthFieldBasedFrameDecoder(
        field.order(), (int) maxFrameLength, 0, width, -format.countedBytes(), width, true);
  }

  /**
   * A {@link LengthFieldPrepender} that writes the frames of {@code format}; it knows no limit.
   *
   * @throws IllegalArgumentException for a varint
   */
  public static ChannelOutboundHandler encoder(FrameFormat format) {
    LengthField field = requireExpressible(format);
    return new LengthFieldPrepender(
        field.order(), field.width().maxBytes(), 0, format.countsItself());
  }

  private static LengthField requireExpressible(FrameFormat format) {
    LengthField field = format.lengthField();
    if (field.isVarint()) {
      throw new IllegalArgumentException(
          "lengthField: varint (expected: a field of fixed width, as Netty's length-field codecs"
              + " have; for a varint it has ProtobufVarint32FrameDecoder, in"
              + " netty-codec-protobuf)");
    }
    return field;
  }
}
