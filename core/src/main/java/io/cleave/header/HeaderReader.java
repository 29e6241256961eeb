package io.cleave.header;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a header: by a scan if it has the plain form most peers write, else by Jackson, which also
 * finds the sentence for whatever is wrong. What both take they take alike.
 */
final class HeaderReader {

  private HeaderReader() {}

  static Header read(String json, HeaderLimits limits) {
    int lone = Utf8.firstLoneSurrogate(json);
    if (lone != Utf8.VALID) {
      throw new HeaderException(
          "header with a lone surrogate at character " + lone + " (expected: a pair)");
    }
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return read(bytes, 0, bytes.length, limits);
  }

  static Header read(ByteBuf buffer, int start, int length, HeaderLimits limits) {
    Objects.checkFromIndexSize(start, length, buffer.capacity());
    limits.requireLength(length);
    if (buffer.hasArray()) {
      return read(buffer.array(), buffer.arrayOffset() + start, length, limits);
    }
    byte[] copy = Scratch.atLeast(length);
    buffer.getBytes(start, copy, 0, length);
    return read(copy, 0, length, limits);
  }

  static Header read(byte[] bytes, int start, int length, HeaderLimits limits) {
    limits.requireLength(length);
    @Nullable Header plain = CanonicalScanner.scan(bytes, start, length, limits);
    return plain != null ? plain : JacksonReader.read(bytes, start, length, limits);
  }
}
