package io.cleave.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.frame.FrameDecoder;
import io.cleave.frame.FrameEncoder;
import io.cleave.header.Header;
import io.cleave.message.JsonHeaderDecoder;
import io.cleave.message.JsonHeaderEncoder;
import io.cleave.message.Message;
import io.cleave.message.MessageFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** The snippets with messages in a pipeline of one's own. */
final class PipelineSnippetsTest {

  /** Answers how long the body was. */
  private static final class Answerer extends SimpleChannelInboundHandler<Message> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Message message) {
      ctx.writeAndFlush(Message.of(Header.of("received", message.body().length())));
    }
  }

  private static void addEnvelopes(Channel channel, ChannelHandler yourHandler) {
    // snippet: envelopes
    MessageFormat format = MessageFormat.envelope(">I", ">I");
    channel
        .pipeline()
        .addLast(new FrameDecoder(format.frameFormat()), new FrameEncoder(format.frameFormat()))
        .addLast(new JsonHeaderDecoder(format), new JsonHeaderEncoder(format))
        .addLast(yourHandler); // a Message in, a Message out
    // end: envelopes
  }

  @Test
  void answersEnvelopeWithItsLength() {
    EmbeddedChannel channel = new EmbeddedChannel();
    addEnvelopes(channel, new Answerer());
    String header = "{\"file_name\":\"a\"}";
    ByteBuf in = Unpooled.buffer().writeInt(4 + header.length() + 2).writeInt(header.length());
    channel.writeInbound(in.writeBytes(header.getBytes(UTF_8)).writeZero(2));
    assertThat(written(channel)).endsWith("{\"received\":2}");
  }

  private static String written(EmbeddedChannel channel) {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      all.writeBytes(next);
      next.release();
    }
    channel.finishAndReleaseAll();
    return all.toString(UTF_8);
  }
}
