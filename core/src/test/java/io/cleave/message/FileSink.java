package io.cleave.message;

import io.cleave.body.BodyFile;
import io.cleave.body.FileTarget;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Receives each body into one file, and answers when that is in place. */
final class FileSink extends SimpleChannelInboundHandler<MessageEvent> {
  private final FileTarget target;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean complete;
  private @Nullable BodyFile file;

  FileSink(Path path) {
    this.target = FileTarget.of(path).withReplacing(true);
  }

  /** Whether a body was reported complete. */
  boolean isComplete() {
    return complete;
  }

  /** The exceptions that came. */
  List<Throwable> failures() {
    return failures;
  }

  /** Waits until the beginning of a body is here. */
  boolean awaitBegun() throws InterruptedException {
    return begun.await(10, TimeUnit.SECONDS);
  }

  /** Waits until the channel is closed, and the sink behind it. */
  boolean awaitOver() throws InterruptedException {
    return over.await(10, TimeUnit.SECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, MessageEvent event) throws IOException {
    if (event instanceof MessageStart start) {
      file = BodyFile.create(target, start.bodyLength());
      begun.countDown();
    } else if (event instanceof BodyChunk chunk && file != null) {
      file.write(chunk.content());
      commitIf(chunk.isLast());
    } else if (event instanceof Message message) {
      file = BodyFile.create(target, message.body().length());
      file.write(message.body().content());
      commitIf(true);
    }
  }

  private void commitIf(boolean last) throws IOException {
    if (last && file != null) {
      file.commit();
      complete = true;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failures.add(cause);
    abort();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    abort();
    over.countDown();
  }

  private void abort() {
    if (file != null) {
      file.abort();
    }
  }
}
