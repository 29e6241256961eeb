package io.cleave.examples.docs;

// snippet: whole
import io.cleave.body.BodyFile;
import io.cleave.message.BodyChunk;
import io.cleave.message.MessageEvent;
import io.cleave.message.MessageStart;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.nio.file.Path;

/** Writes one body into a file, chunk by chunk, and asks for the next chunk when it has. */
final class Inbox extends SimpleChannelInboundHandler<MessageEvent> {
  private final Path path;
  private BodyFile file;

  Inbox(Path path) {
    this.path = path;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, MessageEvent event) throws IOException {
    if (event instanceof MessageStart start) {
      file = BodyFile.create(path, start.bodyLength());
    } else if (event instanceof BodyChunk chunk) { // released behind this call
      file.write(chunk.content());
      if (chunk.isLast()) {
        file.commit();
        ctx.close();
        return;
      }
    }
    ctx.read();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (file != null) {
      file.close(); // does nothing behind a commit, and else removes what has come
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    System.err.println(ctx.channel().remoteAddress() + ": " + cause.getMessage());
    ctx.close();
  }
}
// end: whole
