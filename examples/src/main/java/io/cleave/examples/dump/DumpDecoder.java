package io.cleave.examples.dump;

import io.cleave.examples.options.Framing;
import io.cleave.frame.FrameScanner;
import io.cleave.frame.StreamDecoder;
import io.cleave.metrics.ConnectionMetrics;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CodecException;
import java.util.Optional;

/**
 * Cuts a stream as the library's decoders do, and emits one line for people where they emit a
 * frame: what a dump prints is where it stood and how it was written, which a decoder forgets.
 *
 * <pre>{@code
 * OFFSET LENGTH PAYLOAD
 * }</pre>
 */
abstract class DumpDecoder extends StreamDecoder {
  private long offset;

  DumpDecoder() {
    super(ConnectionMetrics.NONE);
  }

  /** The decoder for a framing that has borders. */
  static DumpDecoder of(Framing framing) {
    if (framing instanceof Framing.Frames frames) {
      return new OfFrames(frames.format());
    }
    if (framing instanceof Framing.Messages messages) {
      return MessageDump.of(messages.format());
    }
    if (framing instanceof Framing.Native all) {
      return MessageDump.of(all.messages());
    }
    throw new IllegalArgumentException(
        "--framing " + framing + " (expected: one with borders, for example <q or json:<q)");
  }

  /** Where in the stream the next frame or message begins. */
  final long offset() {
    return offset;
  }

  /** The frame or message that begins at {@link #offset} has so many bytes, and is over. */
  final void advance(long bytes) {
    offset += bytes;
  }

  private static final class OfFrames extends DumpDecoder {
    private final FrameScanner scanner;

    OfFrames(FrameFormat format) {
      this.scanner = new FrameScanner(format);
    }

    @Override
    protected boolean decode(ChannelHandlerContext ctx, ByteBuf in) {
      if (!scanner.scan(in, in.readerIndex(), in.writerIndex())) {
        return false;
      }
      int length = scanner.payloadLength();
      ByteBuf payload = in.slice(scanner.payloadIndex(), length);
      String line = offset() + " " + length + " " + Shown.of(payload, length);
      int taken = (int) scanner.wanted();
      in.skipBytes(taken);
      advance(taken);
      emit(ctx, line);
      return true;
    }

    @Override
    protected long wanted() {
      return scanner.wanted();
    }

    @Override
    protected Optional<CodecException> truncation(ByteBuf rest) {
      return rest.isReadable()
          ? Optional.of(scanner.truncated(rest, rest.readerIndex(), rest.writerIndex()))
          : Optional.empty();
    }
  }
}
