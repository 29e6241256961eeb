package io.cleave.exchange;

import io.cleave.body.Body;
import io.cleave.body.BodySource;
import io.cleave.header.Header;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The bytes of a {@link Body}, pulled as the peer takes them, and the fields behind it. */
final class PulledBody implements Outflow {
  private final ChannelHandlerContext ctx;
  private final BodySource source;
  private final CompletionStage<Header> stage;
  private volatile @Nullable Header trailers;
  private volatile @Nullable Throwable failure;

  private PulledBody(ChannelHandlerContext ctx, BodySource source, CompletionStage<Header> stage) {
    this.ctx = ctx;
    this.source = source;
    this.stage = stage;
  }

  /** Opens a body, which is released. */
  static PulledBody open(ChannelHandlerContext ctx, Body body, CompletionStage<Header> trailers)
      throws IOException {
    try {
      return new PulledBody(ctx, body.open(ctx), trailers);
    } finally {
      body.release();
    }
  }

  @Override
  public @Nullable Piece next(int maxBytes) throws IOException {
    Throwable failed = failure;
    if (failed instanceof ExchangeException known) {
      throw known;
    }
    if (failed != null) {
      throw new IOException("the fields behind the body failed: " + failed.getMessage(), failed);
    }
    Object bytes = source.nextWithin(ctx.alloc(), maxBytes);
    return bytes == null ? null : new Piece(Header.empty(), bytes);
  }

  @Override
  public boolean isExhausted() {
    return source.isDone();
  }

  @Override
  public boolean isDone() {
    return source.isDone() && trailers != null;
  }

  @Override
  public void whenReady(Runnable ready) {
    if (!source.isDone()) {
      source.whenReady(ready);
    } else {
      stage.whenComplete(
          (header, cause) -> {
            trailers = header;
            failure = cause instanceof CompletionException ? cause.getCause() : cause;
            if (header == null && cause == null) {
              failure = new IllegalStateException("null (expected: fields, if only empty ones)");
            }
            ready.run();
          });
    }
  }

  @Override
  public Header trailers() {
    Header known = trailers;
    return known == null ? Header.empty() : known;
  }

  @Override
  public Throwable explain(Throwable writeFailure) {
    return source.explain(writeFailure);
  }

  @Override
  public void close(ExchangeException why) {
    source.close();
  }
}
