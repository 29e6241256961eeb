package io.cleave.message;

import io.cleave.testing.DecoderVerifier;
import io.cleave.testing.Hex;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * The end of a pipeline: one line for each event, and what {@link #event} makes of it. The chunks
 * of one body are one line, wherever their borders were.
 *
 * <pre>{@code
 * message {"body_size":2} 6869
 * start {"body_size":9} 9: 616263646566676869.     the dot is the last chunk's
 * !TruncatedFrameException
 * 6869                                             a buffer
 * }</pre>
 */
final class MessageLines extends ChannelInboundHandlerAdapter {
  private final List<StringBuilder> lines = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();

  /**
   * The line of one event; {@link DecoderVerifier#JOIN} in front of what belongs to the line
   * before.
   */
  static String event(Object event) {
    if (event instanceof Message message) {
      return "message " + message.header() + " " + Hex.of(message.body().bytes());
    }
    if (event instanceof MessageStart start) {
      return "start " + start.header() + " " + start.bodyLength() + ": ";
    }
    if (event instanceof BodyChunk chunk) {
      return DecoderVerifier.JOIN + Hex.of(chunk.content()) + (chunk.isLast() ? "." : "");
    }
    if (event instanceof Throwable failure) {
      return DecoderVerifier.FAILURE + failure.getClass().getSimpleName();
    }
    return event instanceof ByteBuf bytes ? Hex.of(bytes) : event.toString();
  }

  /** The lines of a whole message or of one in parts, as the length of its body decides. */
  static String message(String header, byte[] body, int wholeBodyLength) {
    boolean whole = body.length <= wholeBodyLength && wholeBodyLength > 0;
    return whole
        ? "message " + header + " " + Hex.of(body)
        : "start " + header + " " + body.length + ": " + Hex.of(body) + ".";
  }

  /** What has come so far. */
  List<String> lines() {
    return lines.stream().map(StringBuilder::toString).toList();
  }

  /** The exceptions among it. */
  List<Throwable> failures() {
    return failures;
  }

  /** The one exception that came. */
  Throwable failure() {
    if (failures.size() != 1) {
      throw new AssertionError("not one failure: " + failures + " in " + lines());
    }
    return failures.get(0);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      add(event(message));
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failures.add(cause);
    add(event(cause));
  }

  private void add(String line) {
    if (line.startsWith(DecoderVerifier.JOIN)) {
      lines.get(lines.size() - 1).append(line, DecoderVerifier.JOIN.length(), line.length());
    } else {
      lines.add(new StringBuilder(line));
    }
  }
}
