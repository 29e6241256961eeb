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
    return read(json.getBytes(StandardCharsets.UTF_8), limits);
  }

  static Header read(ByteBuf buffer, int start, int length, HeaderLimits limits) {
    Objects.checkFromIndexSize(start, length, buffer.capacity());
    limits.requireLength(length);
    Scratch scratch = Scratch.get();
    byte[] copy = scratch.atLeast(length);
    buffer.getBytes(start, copy, 0, length);
    return read(copy, length, scratch.scanner(), limits);
  }

  static Header read(byte[] json, HeaderLimits limits) {
    int length = json.length;
    limits.requireLength(length);
    Scratch scratch = Scratch.get();
    byte[] copy = scratch.atLeast(length);
    System.arraycopy(json, 0, copy, 0, length);
    return read(copy, length, scratch.scanner(), limits);
  }

  private static Header read(
      byte[] bytes, int length, CanonicalScanner scanner, HeaderLimits limits) {
    @Nullable Header plain = scanner.scan(bytes, length, limits);
    return plain != null ? plain : JacksonReader.read(bytes, 0, length, limits);
  }
}
