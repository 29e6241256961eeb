package io.cleave.frame;

import static java.util.Objects.requireNonNull;

import io.cleave.wire.FrameFormat;
import io.cleave.wire.LengthField;
import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;

/**
 * Finds the next frame in bytes that have come: where its payload starts and how long it is.
 *
 * <pre>{@code
 * index      payloadIndex()                      end
 *   | length |  payload                           |
 *            |<- payloadLength() ->|
 *   |<-        wanted()          ->|
 * }</pre>
 *
 * <p>It looks only between {@code index} and {@code end}, moves no index, copies and keeps nothing.
 *
 * <p><b>Threading.</b> One thread at a time. <b>Ownership.</b> Changes no reference count.
 */
public final class FrameScanner {
  private final FrameFormat format;
  private final String part;
  private final LengthField field;
  private final long limit;
  private final int countedBytes;

  /** Bytes of the length field; 0 for a varint, which says itself how long it is. */
  private final int fixedFieldLength;

  /** Of eight bytes that are read at once. */
  private final int bitsOutsideField;

  private final boolean littleEndian;

  private boolean lengthKnown;
  private int payloadIndex;
  private int payloadLength;
  private long wanted = 1;

  /** A scanner for one stream of that format. */
  public FrameScanner(FrameFormat format) {
    this(format, "payload");
  }

  /**
   * A scanner for one stream of that format.
   *
   * @param part what the payload is called in exceptions, for example {@code header}
   */
  public FrameScanner(FrameFormat format, String part) {
    this.format = requireNonNull(format, "format");
    this.part = requireNonNull(part, "part");
    this.field = format.lengthField();
    this.limit = format.maxPayloadLength();
    this.countedBytes = format.countedBytes();
    this.fixedFieldLength = field.isVarint() ? 0 : field.width().maxBytes();
    this.bitsOutsideField = Long.SIZE - Byte.SIZE * fixedFieldLength;
    this.littleEndian = field.order() == ByteOrder.LITTLE_ENDIAN;
  }

  /**
   * Looks at the bytes {@code index..end}.
   *
   * @return whether a whole frame starts at {@code index}; if not, {@link #wanted} says how much is
   *     needed before it is worth looking again
   * @throws FrameTooLongException as soon as the length field is complete, if it is above the limit
   * @throws InvalidLengthException if the value cannot be a length
   */
  public boolean scan(ByteBuf in, int index, int end) {
    int came = end - index;
    int fieldLength = fixedFieldLength > 0 ? fixedFieldLength : field.lengthAt(in, index, end);
    lengthKnown = fieldLength > 0 && fieldLength <= came;
    if (!lengthKnown) {
      wanted = fieldLength > 0 ? fieldLength : came + 1L;
      return false; // the length field is still incomplete
    }
    long value = field.read(in, index);
    if (!isLength(value)) {
      throw refusal(in, index, end, value);
    }
    payloadIndex = index + fieldLength;
    payloadLength = (int) (value - countedBytes);
    wanted = fieldLength + (long) payloadLength;
    return payloadLength <= end - payloadIndex;
  }

  /** Bytes of the length field; 0 for a varint. */
  int fixedFieldLength() {
    return fixedFieldLength;
  }

  /** What the length field says of an empty payload. */
  int countedBytes() {
    return countedBytes;
  }

  boolean isLittleEndian() {
    return littleEndian;
  }

  /** Of eight bytes that hold the length field, how many bits do not belong to it. */
  int bitsOutsideField() {
    return bitsOutsideField;
  }

  /** The payload length, if {@link #scan} takes that value of the field; a sign makes it large. */
  int lengthOr(long value, int refused) {
    return isLength(value) ? (int) (value - countedBytes) : refused;
  }

  private boolean isLength(long value) {
    return value >= countedBytes && value - countedBytes <= limit;
  }

  private RuntimeException refusal(ByteBuf in, int index, int end, long value) {
    String hint = FrameAutopsy.hint(in.slice(index, end - index), format);
    if (value >= countedBytes) {
      return new FrameTooLongException(part, value - countedBytes, limit, hint);
    }
    String said = part + "Length: ";
    if (field.isVarint()) {
      said += "a varint of more than 5 bytes, or above 2^31-1";
    } else {
      said += field.signed() ? value : Long.toUnsignedString(value);
    }
    String expected =
        countedBytes > 0 ? countedBytes + ".. as the length counts itself" : "0.." + limit;
    return new InvalidLengthException(said + " (expected: " + expected + ")", value, hint);
  }

  /**
   * What the end of the stream at {@code end} cuts off, when {@link #scan} has found no whole
   * frame.
   */
  public TruncatedFrameException truncated(ByteBuf in, int index, int end) {
    int fieldLength = field.lengthAt(in, index, end);
    int came = end - index;
    if (fieldLength == 0) {
      String hint = FrameAutopsy.protocol(in.slice(index, came)).orElse("");
      return new TruncatedFrameException("length field", came, wanted, hint);
    }
    long expected = wanted - fieldLength;
    long got = (long) came - fieldLength;
    String hint = FrameAutopsy.truncationHint(in.slice(index, came), format, got, expected);
    return new TruncatedFrameException(part, got, expected, hint);
  }

  /** Whether the last {@link #scan} found a complete length field. */
  public boolean isLengthKnown() {
    return lengthKnown;
  }

  /** Where the payload starts, if {@link #isLengthKnown}. */
  public int payloadIndex() {
    return payloadIndex;
  }

  /** How long the payload is, if {@link #isLengthKnown}. */
  public int payloadLength() {
    return payloadLength;
  }

  /**
   * Bytes from {@code index} on that are needed: the whole frame once the length is known, the
   * length field before.
   */
  public long wanted() {
    return wanted;
  }
}
