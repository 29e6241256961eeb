package io.cleave.frame;

import static java.util.Objects.requireNonNull;

import io.cleave.metrics.ConnectionMetrics;
import io.cleave.wire.FrameFormat;
import io.cleave.wire.LengthField;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * Appends frames to one buffer, which leaves when the read that is being answered is over, as
 * {@link InPlaceWriter} draws it.
 *
 * <p>A payload of more than 4 KiB in a buffer leaves where it lies, and must not be changed any
 * more; all others are copied.
 *
 * <p><b>Threading.</b> On the channel's event loop only.
 *
 * <p><b>Ownership.</b> Of what is written it keeps a copy, or a reference of its own.
 */
public final class FrameWriter extends InPlaceWriter {
  private final FrameFormat format;
  private final LengthField field;
  private final SentFrames sent;

  FrameWriter(
      ChannelHandlerContext ctx, FrameFormat format, ConnectionMetrics metrics, Runnable onFull) {
    super(ctx, onFull);
    this.format = format;
    this.field = format.lengthField();
    this.sent = new SentFrames(metrics);
  }

  /**
   * Appends a frame.
   *
   * @param payload where its payload lies; may be the buffer a frame came in
   * @param index of the first byte
   * @param length bytes
   * @throws FrameTooLongException if the decoder of the same format would refuse it; nothing is
   *     appended then
   */
  public void write(ByteBuf payload, int index, int length) {
    requireNonNull(payload, "payload");
    int fieldLength = lengthOfField(length);
    if (length > LARGEST_COPIED) {
      ByteBuf out = room(fieldLength);
      CompositeByteBuf uncopied = uncopied(payload, index, length);
      append(out, length, 0);
      sendWith(uncopied);
    } else {
      ByteBuf out = room(fieldLength + length);
      out.setBytes(out.writerIndex() + fieldLength, payload, index, length);
      append(out, length, length);
    }
  }

  /**
   * Appends a frame.
   *
   * @param payload all of it is copied
   * @throws FrameTooLongException if the decoder of the same format would refuse it; nothing is
   *     appended then
   */
  public void write(byte[] payload) {
    int length = payload.length;
    int fieldLength = lengthOfField(length);
    ByteBuf out = room(fieldLength + length);
    out.setBytes(out.writerIndex() + fieldLength, payload);
    append(out, length, length);
  }

  private int lengthOfField(int length) {
    requireOpen();
    if (length > format.maxPayloadLength()) {
      throw new FrameTooLongException("payload", length, format.maxPayloadLength(), "");
    }
    return field.lengthOf((long) length + format.countedBytes());
  }

  /** Puts the length field in front of a payload that is in place; nothing here can fail. */
  private void append(ByteBuf out, int length, int inPlace) {
    int start = out.writerIndex();
    field.write(out, (long) length + format.countedBytes());
    sent.frame(length, out.writerIndex() - start + length);
    out.writerIndex(out.writerIndex() + inPlace);
  }

  @Override
  protected boolean hasAny() {
    return sent.hasAny();
  }

  @Override
  protected void report() {
    sent.report();
  }
}
