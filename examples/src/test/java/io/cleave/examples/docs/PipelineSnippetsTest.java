package io.cleave.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.frame.FrameDecoder;
import io.cleave.frame.FrameEncoder;
import io.cleave.header.Header;
import io.cleave.message.JsonHeaderDecoder;
import io.cleave.message.JsonHeaderEncoder;
import io.cleave.message.Message;
import io.cleave.message.MessageAggregator;
import io.cleave.message.MessageDecoder;
import io.cleave.message.MessageEncoder;
import io.cleave.message.MessageFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** The snippets with messages in a pipeline of one's own. */
final class PipelineSnippetsTest {

  // snippet: answerer
  static final class Answerer extends SimpleChannelInboundHandler<Message> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Message message) {
      String name = message.header().text("file_name");
      Header header = Header.of("file_name", name, "received", message.body().length());
      ctx.writeAndFlush(Message.of(header)); // the message read is released behind this call
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      System.err.println(ctx.channel().remoteAddress() + ": " + cause.getMessage());
      ctx.close();
    }
  }

  // end: answerer

  private void addMessages(Channel channel) {
    // snippet: messages
    MessageFormat format = MessageFormat.of("<q").withBodyLengthKey("file_size");
    channel
        .pipeline()
        .addLast(new MessageDecoder(format), new MessageEncoder(format))
        .addLast(new MessageAggregator(1 << 20)) // only if you want every message whole
        .addLast(new Answerer());
    // end: messages
  }

  private void addEnvelopes(Channel channel) {
    // snippet: envelopes
    MessageFormat format = MessageFormat.envelope(">I", ">I");
    channel
        .pipeline()
        .addLast(new FrameDecoder(format.frameFormat()), new FrameEncoder(format.frameFormat()))
        .addLast(new JsonHeaderDecoder(format), new JsonHeaderEncoder(format))
        .addLast(new Answerer());
    // end: envelopes
  }

  @Test
  void answersLongMessageWithItsLength() {
    EmbeddedChannel channel = new EmbeddedChannel();
    addMessages(channel);
    String header = "{\"file_name\":\"a\",\"file_size\":100000}";
    ByteBuf in = Unpooled.buffer().writeLongLE(header.length());
    channel.writeInbound(in.writeBytes(header.getBytes(UTF_8)).writeZero(100_000));
    assertThat(written(channel)).endsWith("{\"file_name\":\"a\",\"received\":100000}");
  }

  @Test
  void answersEnvelopeWithItsLength() {
    EmbeddedChannel channel = new EmbeddedChannel();
    addEnvelopes(channel);
    String header = "{\"file_name\":\"a\"}";
    ByteBuf in = Unpooled.buffer().writeInt(4 + header.length() + 2).writeInt(header.length());
    channel.writeInbound(in.writeBytes(header.getBytes(UTF_8)).writeZero(2));
    assertThat(written(channel)).endsWith("{\"file_name\":\"a\",\"received\":2}");
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
