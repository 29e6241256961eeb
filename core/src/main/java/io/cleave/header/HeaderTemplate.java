package io.cleave.header;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A header of which all is known beforehand but two integers: its bytes are made once, and only the
 * digits each time.
 *
 * <pre>{@code
 * HeaderTemplate.of(Header.of("type", "reply", "id", 0, "status", "ok"), "id", "body_size")
 *
 * {"type":"reply","id":7,"status":"ok","meta":{"a":1},"body_size":128}
 * |---- before ----|   |-- behind ---|---- more -----|--- last ---|
 * }</pre>
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class HeaderTemplate {
  /** No {@code long} has more characters. */
  private static final int LONGEST_INTEGER = 20;

  private final Header fields;
  private final HeaderExtent extent;
  private final int nameLength;
  private final int stringLength;
  private final byte[] before;
  private final byte[] behind;
  private final byte[] last;

  private HeaderTemplate(Header fields, byte[] before, byte[] behind, byte[] last) {
    this.fields = fields;
    this.extent = fields.extent();
    this.nameLength = Utf8.length(extent.longestName());
    this.stringLength = Utf8.length(extent.longestString());
    this.before = before;
    this.behind = behind;
    this.last = last;
  }

  /**
   * A template.
   *
   * @param fields all that is always the same, and the integer
   * @param integer the name of the one that is not, whatever its value is here
   * @param last the name of another integer, which stands at the end and is left out if it is 0
   * @return the template
   * @throws IllegalArgumentException if {@code integer} is not among the fields, or {@code last} is
   */
  public static HeaderTemplate of(Header fields, String integer, String last) {
    requireNonNull(integer, "integer");
    if (!requireNonNull(fields, "fields").has(integer) || fields.has(last)) {
      throw new IllegalArgumentException(
          "fields: " + fields + " (expected: with " + integer + ", without " + last + ")");
    }
    Header before = Header.empty();
    Header behind = Header.empty();
    boolean found = false;
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.nameAt(i);
      if (name.equals(integer)) {
        found = true;
      } else if (found) {
        behind = behind.with(name, fields.valueAt(i));
      } else {
        before = before.with(name, fields.valueAt(i));
      }
    }
    byte[] start = open(before.with(integer, 0), 1);
    return new HeaderTemplate(
        fields.with(integer, 0), start, inner(behind), inner(Header.of(last, 0), 1));
  }

  /** The text of a header without its closing brace, and without some digits in front of that. */
  private static byte[] open(Header header, int digits) {
    byte[] json = header.toBytes();
    return Arrays.copyOf(json, json.length - 1 - digits);
  }

  /** The fields of a header with a comma in front. */
  private static byte[] inner(Header header) {
    return header.isEmpty() ? new byte[0] : inner(header, 0);
  }

  private static byte[] inner(Header header, int digits) {
    byte[] inner = open(header, digits);
    inner[0] = ',';
    return inner;
  }

  /**
   * How many bytes {@link #writeTo} writes.
   *
   * @param integer the value of the integer
   * @param more fields of one message, whose names are not those of the template
   * @param last the value of the integer at the end
   * @return bytes, or 2^31-1 for that and more
   */
  public int encodedLength(long integer, Header more, long last) {
    long length = before.length + HeaderWriter.lengthOf(integer) + behind.length + 1L;
    length += more.isEmpty() ? 0 : more.encodedLength() - 1;
    length += last == 0 ? 0 : this.last.length + HeaderWriter.lengthOf(last);
    return (int) Math.min(length, Integer.MAX_VALUE);
  }

  /**
   * Writes a header at the buffer's writer index.
   *
   * @param out where to
   * @param limits those of the peer that reads
   * @param integer the value of the integer
   * @param more fields of one message, whose names are not those of the template
   * @param last the value of the integer at the end; 0 to leave it out
   * @throws HeaderException if a decoder with these limits would refuse it; nothing is written then
   */
  public void writeTo(ByteBuf out, HeaderLimits limits, long integer, Header more, long last) {
    limits.requireLength(encodedLength(integer, more, last));
    require(limits, integer, more, last);
    byte[] scratch = Scratch.get().atLeast(before.length + behind.length + LONGEST_INTEGER);
    int end = put(before, scratch, 0);
    end = put(integer, scratch, end);
    end = put(behind, scratch, end);
    out.writeBytes(scratch, 0, end);
    if (!more.isEmpty()) {
      int start = out.writerIndex();
      more.writeTo(out, limits);
      out.setByte(start, ','); // in place of its opening brace
      out.writerIndex(out.writerIndex() - 1);
    }
    writeEnd(out, last);
  }

  private void writeEnd(ByteBuf out, long value) {
    byte[] scratch = Scratch.get().atLeast(last.length + LONGEST_INTEGER + 1);
    int end = value == 0 ? 0 : put(value, scratch, put(last, scratch, 0));
    scratch[end] = '}';
    out.writeBytes(scratch, 0, end + 1);
  }

  private void require(HeaderLimits limits, long integer, Header more, long last) {
    boolean fits =
        nameLength <= limits.maxNameLength()
            && stringLength <= limits.maxStringLength()
            && LONGEST_INTEGER <= limits.maxNumberLength()
            && extent.depth() <= limits.maxDepth();
    if (!fits) {
      extent.require(limits);
      limits.requireNumber(Long.toString(integer), HeaderLimits.NOWHERE);
      limits.requireNumber(Long.toString(last), HeaderLimits.NOWHERE);
    }
    if (!more.isEmpty()) {
      more.extent().require(limits);
    }
    limits.requireTokens(tokens(more, last), HeaderLimits.NOWHERE);
  }

  private int tokens(Header more, long last) {
    long inMore = more.isEmpty() ? 0 : more.extent().tokens() - 2L; // it has no braces here
    long inLast = last == 0 ? 0 : 2;
    return (int) Math.min(extent.tokens() + inMore + inLast, Integer.MAX_VALUE);
  }

  private static int put(byte[] bytes, byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, bytes.length);
    return at + bytes.length;
  }

  private static int put(long value, byte[] target, int at) {
    int end = at + HeaderWriter.lengthOf(value);
    int i = end;
    long rest = value;
    do {
      target[--i] = (byte) ('0' + Math.abs(rest % 10));
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      target[--i] = '-';
    }
    return end;
  }

  /** The fields, the integers with any value. */
  @Override
  public String toString() {
    return "HeaderTemplate[" + fields + "]";
  }
}
