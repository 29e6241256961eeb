package io.cleave.benchmarks.frame;

import io.cleave.frame.StockCodecs;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.protobuf.ProtobufVarint32FrameDecoder;
import io.netty.handler.codec.protobuf.ProtobufVarint32LengthFieldPrepender;
import java.util.Arrays;

/** Formats by the names that stand on the command line, and bytes to put into frames. */
final class Frames {
  private static final String COUNTING_ITSELF = " counting itself";

  private Frames() {}

  /** For example {@code <q} or {@code >I counting itself}. */
  static FrameFormat format(String text) {
    return text.endsWith(COUNTING_ITSELF)
        ? FrameFormat.of(text.substring(0, text.length() - COUNTING_ITSELF.length()))
            .countingItself()
        : FrameFormat.of(text);
  }

  /** Bytes that are no delimiter of any strategy. */
  static byte[] payload(int length) {
    byte[] payload = new byte[length];
    Arrays.fill(payload, (byte) 'x');
    return payload;
  }

  /** One frame as it is on the wire. */
  static byte[] frame(FrameFormat format, byte[] payload) {
    ByteBuf frame = Unpooled.buffer();
    format.lengthField().write(frame, (long) payload.length + format.countedBytes());
    frame.writeBytes(payload);
    return Arrays.copyOf(frame.array(), frame.readableBytes());
  }

  /** Netty's own decoder for the format. */
  static ChannelHandler stockDecoder(FrameFormat format) {
    return format.lengthField().isVarint()
        ? new ProtobufVarint32FrameDecoder()
        : StockCodecs.decoder(format);
  }

  /** Netty's own encoder for the format. */
  static ChannelHandler stockEncoder(FrameFormat format) {
    return format.lengthField().isVarint()
        ? new ProtobufVarint32LengthFieldPrepender()
        : StockCodecs.encoder(format);
  }
}
