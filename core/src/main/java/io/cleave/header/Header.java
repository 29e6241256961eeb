package io.cleave.header;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object in front of a body: names and values, in order, unknown names included.
 *
 * <pre>{@code
 * Header header = Header.of("file_name", "hi.txt", "file_size", 2);
 *
 * {"file_name":"hi.txt","file_size":2}
 *
 * header.text("file_name")              "hi.txt"
 * header.longValue("file_size")         2
 * header.longValue("file_name")         HeaderException: file_name: "hi.txt" is a string (expected: ...
 * header.longValue("offset", 0)         0
 * header.with("file_size", 3)           {"file_name":"hi.txt","file_size":3}
 * }</pre>
 *
 * <h2>Values</h2>
 *
 * A value is a {@link String}, {@link Boolean}, {@link Number}, {@code null}, {@code Header} or
 * {@link List} of these. An integer that fits is a {@link Long}; every other number keeps the text
 * it was written with, which {@link Object#toString()} gives and which is written again, so {@code
 * 1.50}, {@code -0} and {@code 1e3} pass unchanged. They are no integers: {@link
 * #longValue(String)} refuses them. A maker takes in addition every other integer type, {@code
 * Double} and {@code Float} (finite), {@code BigInteger}, {@code BigDecimal}, {@link Map} and
 * arrays (other than of bytes or characters), and refuses the rest with an {@link
 * IllegalArgumentException}.
 *
 * <h2>Reading and writing</h2>
 *
 * Reading takes strict UTF-8 and strict JSON (no duplicate names at any depth, nothing after the
 * object) within {@link HeaderLimits}; writing is compact, in UTF-8, with control characters
 * escaped, and refuses what reading would. What was written and is read again is equal.
 *
 * <p>A read with a default gives it if the name is missing. A value that is there and of another
 * type, {@code null} included, is refused all the same.
 *
 * <p><b>Threading.</b> Immutable.
 *
 * <p><b>Ownership.</b> Holds no buffer: what is parsed is copied, and reference counts and reader
 * indexes of a buffer that is parsed stay as they are.
 */
public final class Header extends HeaderFields {

  private static final Header EMPTY = new Header(new String[0], new @Nullable Object[0], 0);

  private @Nullable HeaderExtent
      extent; // made when first asked for; every thread makes an equal one

  /** Takes the arrays. */
  Header(String[] names, @Nullable Object[] values, int size) {
    super(names, values, size);
  }

  /**
   * The header without names, <code>{}</code>.
   *
   * @return the empty header
   */
  public static Header empty() {
    return EMPTY;
  }

  /**
   * A header of names and values: name, value, name, value, and so on.
   *
   * @param name the first name
   * @param value its value
   * @param more further names, each followed by its value
   * @return the header
   * @throws IllegalArgumentException if a header cannot hold a value, or a name comes twice, is no
   *     string or has no value behind it
   */
  public static Header of(String name, @Nullable Object value, @Nullable Object... more) {
    requireNonNull(more, "more");
    return HeaderValues.pairs(requireNonNull(name, "name"), value, more);
  }

  /**
   * A header with what a record, a bean or a map holds, under the names of its components,
   * properties or keys. For a class in a named module its package has to be open to {@code
   * tools.jackson.databind}.
   *
   * @param value a record, bean or map
   * @return the header
   * @throws IllegalArgumentException if that is no JSON object, or not one a header can hold
   */
  public static Header from(Object value) {
    requireNonNull(value, "value");
    if (value instanceof Header header) {
      return header;
    }
    return value instanceof Map<?, ?> map
        ? HeaderValues.header(map, "header", 1)
        : HeaderBinding.write(value);
  }

  /**
   * Reads a header within {@link HeaderLimits#DEFAULT}.
   *
   * @param json the JSON text
   * @return the header
   * @throws HeaderException if the text is not one, see {@link Header}
   */
  public static Header parse(String json) {
    return parse(json, HeaderLimits.DEFAULT);
  }

  /**
   * Reads a header.
   *
   * @param json the JSON text
   * @param limits how large it may be
   * @return the header
   * @throws HeaderException if the text is not one, see {@link Header}
   */
  public static Header parse(String json, HeaderLimits limits) {
    requireNonNull(limits, "limits");
    return HeaderReader.read(requireNonNull(json, "json"), limits);
  }

  /**
   * Reads a header within {@link HeaderLimits#DEFAULT}.
   *
   * @param json the JSON text in UTF-8
   * @return the header
   * @throws HeaderException if the bytes are not one, see {@link Header}
   */
  public static Header parse(byte[] json) {
    return parse(json, HeaderLimits.DEFAULT);
  }

  /**
   * Reads a header.
   *
   * @param json the JSON text in UTF-8
   * @param limits how large it may be
   * @return the header
   * @throws HeaderException if the bytes are not one, see {@link Header}
   */
  public static Header parse(byte[] json, HeaderLimits limits) {
    requireNonNull(limits, "limits");
    return HeaderReader.read(requireNonNull(json, "json"), limits);
  }

  /**
   * Reads a header from all readable bytes, within {@link HeaderLimits#DEFAULT}; the reader index
   * stays.
   *
   * @param json the JSON text in UTF-8
   * @return the header
   * @throws HeaderException if the bytes are not one, see {@link Header}
   */
  public static Header parse(ByteBuf json) {
    return parse(json, HeaderLimits.DEFAULT);
  }

  /**
   * Reads a header from all readable bytes; the reader index stays.
   *
   * @param json the JSON text in UTF-8
   * @param limits how large it may be
   * @return the header
   * @throws HeaderException if the bytes are not one, see {@link Header}
   */
  public static Header parse(ByteBuf json, HeaderLimits limits) {
    requireNonNull(json, "json");
    return parse(json, json.readerIndex(), json.readableBytes(), limits);
  }

  /**
   * Reads a header from a part of a buffer; no index of the buffer changes.
   *
   * @param buffer where the JSON text is, in UTF-8
   * @param start index of its first byte
   * @param length its bytes
   * @param limits how large it may be
   * @return the header
   * @throws HeaderException if the bytes are not one, see {@link Header}
   * @throws IndexOutOfBoundsException if the buffer does not have them
   */
  public static Header parse(ByteBuf buffer, int start, int length, HeaderLimits limits) {
    requireNonNull(limits, "limits");
    return HeaderReader.read(requireNonNull(buffer, "buffer"), start, length, limits);
  }

  /**
   * This header with one value more, or with another one: a name that is here keeps its place.
   *
   * @param name the name
   * @param value the value
   * @return the new header
   * @throws IllegalArgumentException if a header cannot hold the value
   */
  public Header with(String name, @Nullable Object value) {
    return HeaderValues.with(this, requireNonNull(name, "name"), value);
  }

  /**
   * This header without one name.
   *
   * @param name the name; it need not be here
   * @return the new header
   */
  public Header without(String name) {
    return HeaderValues.without(this, requireNonNull(name, "name"));
  }

  /**
   * This header as a record or a class: each component or property from the value of its name, and
   * from nothing else. Names without a component are passed over; a component without a name is an
   * error, {@code null} for a primitive too, and no value is turned into another type, except an
   * integer where a {@code double} or {@code float} is expected. What the record's own constructor
   * refuses is reported as it says it. A class's type annotations for subtypes are not followed.
   * For a class in a named module its package has to be open to {@code tools.jackson.databind}.
   *
   * @param type the record or class
   * @param <T> its type
   * @return a new instance
   * @throws HeaderException if this header does not fit the type
   * @throws IllegalArgumentException if the type is none that can be bound
   */
  public <T> T as(Class<T> type) {
    return HeaderBinding.read(this, requireNonNull(type, "type"));
  }

  /**
   * How many bytes this header is on the wire, as {@link #writeTo} writes it.
   *
   * @return bytes, at least 2
   */
  public int encodedLength() {
    return extent().length();
  }

  /**
   * Writes this header at the buffer's writer index.
   *
   * @param out where to
   * @param limits those of the peer that reads
   * @throws HeaderException if a decoder with these limits would refuse it; nothing is written then
   */
  public void writeTo(ByteBuf out, HeaderLimits limits) {
    requireNonNull(out, "out");
    HeaderWriter.write(this, null, 0, out, requireNonNull(limits, "limits"));
  }

  /**
   * Writes this header with one integer more, or another one, as {@code with(name, value)} would be
   * written; that header is not made.
   *
   * @param out where to
   * @param limits those of the peer that reads
   * @param name the name
   * @param value the integer
   * @throws HeaderException if a decoder with these limits would refuse it; nothing is written then
   */
  public void writeTo(ByteBuf out, HeaderLimits limits, String name, long value) {
    requireNonNull(out, "out");
    requireNonNull(name, "name");
    HeaderWriter.write(this, name, value, out, requireNonNull(limits, "limits"));
  }

  /**
   * The bytes of this header, whatever their number.
   *
   * @return the JSON text in UTF-8
   */
  public byte[] toBytes() {
    return HeaderWriter.bytes(this);
  }

  /**
   * The text of this header. Control characters are escaped in it.
   *
   * @return the JSON text
   */
  public String toJson() {
    return new String(toBytes(), StandardCharsets.UTF_8);
  }

  HeaderExtent extent() {
    HeaderExtent known = extent;
    if (known == null) {
      known = HeaderExtent.of(this);
      extent = known;
    }
    return known;
  }

  /** The same names with equal values, in whatever order; numbers are equal if their texts are. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other == this || (other instanceof Header header && hasSameFields(header));
  }

  @Override
  public int hashCode() {
    return hashOfFields();
  }

  /** The JSON text, see {@link #toJson()}. */
  @Override
  public String toString() {
    return toJson();
  }
}
