package io.cleave.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cleave.testing.Hex;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** The end of a pipeline: SHA-256 of all events, with the chunks of one body joined. */
final class EventDigest extends ChannelInboundHandlerAdapter {
  private static final byte WHOLE = 'M';
  private static final byte START = 'S';
  private static final byte LAST = 'L';

  private final MessageDigest digest;
  private final List<Throwable> failures = new ArrayList<>();
  private int complete;
  private boolean behindFailure;

  EventDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** What a decoder has to make of a message. */
  EventDigest expect(String header, byte[] body, int wholeBodyLength) {
    if (body.length <= wholeBodyLength && wholeBodyLength > 0) {
      begin(WHOLE, header, body.length);
      digest.update(body);
    } else {
      begin(START, header, body.length);
      digest.update(body);
      digest.update(LAST);
    }
    complete++;
    return this;
  }

  /** What a decoder has to make of a message in parts that is cut off. */
  void expectStart(String header, long bodyLength, byte[] came) {
    begin(START, header, bodyLength);
    digest.update(came);
  }

  /** The digest of everything so far; begins a new one. */
  String take() {
    return Hex.of(digest.digest());
  }

  /** Messages that came whole, or whose last chunk came. */
  int complete() {
    return complete;
  }

  List<Throwable> failures() {
    return failures;
  }

  /** Whether something was delivered behind an exception. */
  boolean isBehindFailure() {
    return behindFailure;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object event) {
    behindFailure |= !failures.isEmpty();
    try {
      if (event instanceof Message message) {
        begin(WHOLE, message.header().toString(), message.body().length());
        update(message.body().content());
        complete++;
      } else if (event instanceof MessageStart start) {
        begin(START, start.header().toString(), start.bodyLength());
      } else {
        add((BodyChunk) event);
      }
    } finally {
      ReferenceCountUtil.release(event);
    }
  }

  private void add(BodyChunk chunk) {
    update(chunk.content());
    if (chunk.isLast()) {
      digest.update(LAST);
      complete++;
    }
  }

  private void begin(byte kind, String header, long bodyLength) {
    digest.update(kind);
    digest.update(header.getBytes(UTF_8));
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(bodyLength).array());
  }

  private void update(ByteBuf bytes) {
    digest.update(ByteBufUtil.getBytes(bytes, bytes.readerIndex(), bytes.readableBytes(), false));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failures.add(cause);
  }
}
