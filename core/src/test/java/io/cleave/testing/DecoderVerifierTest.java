package io.cleave.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cleave.testing.DecoderVerificationError.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class DecoderVerifierTest {

  private static final byte[] TWO_FRAMES = Hex.bytes("0003 616263  0001 64");
  private static final List<String> EXPECTED = List.of("616263", "64");

  @Test
  void passesDecoderThatIsRight() {
    DecoderVerifier verifier =
        DecoderVerifier.ofDecoder(DecoderVerifierTest::stock).withRandomSplits(7, 1);

    verifier.verify(TWO_FRAMES, EXPECTED);

    int inTwo = TWO_FRAMES.length - 1;
    assertThat(verifier.splits()).isEqualTo(1 + inTwo + 1 + 7 + 1 + Feed.values().length);
  }

  @Test
  void findsDecoderThatLooksAtReadBorders() {
    assertThat(kindOf(ReadIsFrame::new, TWO_FRAMES, List.of("0003616263000164")))
        .isEqualTo(Kind.WRONG_PRODUCTION);
  }

  @Test
  void findsAbsoluteIndex() {
    assertThat(kindOf(AbsoluteIndex::new, TWO_FRAMES, EXPECTED)).isNotNull();
  }

  @Test
  void findsMissingEvent() {
    assertThat(kindOf(DecoderVerifierTest::stock, TWO_FRAMES, List.of("616263", "64", "65")))
        .isEqualTo(Kind.UNDER_PRODUCTION);
  }

  @Test
  void findsSurplusEvent() {
    assertThat(kindOf(DecoderVerifierTest::stock, TWO_FRAMES, List.of("616263")))
        .isEqualTo(Kind.OVER_PRODUCTION);
  }

  @Test
  void findsLostBuffer() {
    assertThat(kindOf(Loser::new, TWO_FRAMES, List.of("8"))).isEqualTo(Kind.LEFT_OVERS);
  }

  @Test
  void joinsChunks() {
    DecoderVerifier.ofDecoder(BodiesOfFour::new)
        .withEvents(e -> e instanceof ByteBuf chunk ? DecoderVerifier.JOIN + Hex.of(chunk) : "")
        .verify(Hex.bytes("61626364 65666768"), List.of("61626364", "65666768"));
  }

  private static Kind kindOf(Supplier<ChannelHandler> handler, byte[] input, List<String> lines) {
    DecoderVerifier verifier = DecoderVerifier.ofDecoder(handler);
    return catchThrowableOfType(DecoderVerificationError.class, () -> verifier.verify(input, lines))
        .kind();
  }

  private static ChannelHandler stock() {
    return new LengthFieldBasedFrameDecoder(100, 0, 2, 0, 2);
  }

  /** Takes what one read brings for a frame. */
  private static final class ReadIsFrame extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      out.add(in.readRetainedSlice(in.readableBytes()));
    }
  }

  /** Reads the length from index 0 instead of the reader index. */
  private static final class AbsoluteIndex extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      if (in.readableBytes() >= 2 && in.readableBytes() >= 2 + in.getUnsignedShort(0)) {
        int length = in.getUnsignedShort(0);
        out.add(in.skipBytes(2).readRetainedSlice(length));
      }
    }
  }

  /** Passes on how much came, and forgets the buffer. */
  private static final class Loser extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.fireChannelRead(String.valueOf(((ByteBuf) message).readableBytes()));
    }
  }

  /** Announces a body of four bytes, then passes its bytes on as they come. */
  private static final class BodiesOfFour extends ByteToMessageDecoder {
    private int left;

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      if (left == 0) {
        left = 4;
        out.add("start");
      }
      int length = Math.min(left, in.readableBytes());
      left -= length;
      out.add(in.readRetainedSlice(length));
    }
  }
}
