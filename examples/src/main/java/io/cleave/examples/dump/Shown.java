package io.cleave.examples.dump;

import io.cleave.examples.console.Quoted;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * The beginning of a payload or a body, as a dump shows it: the first {@value #MAX_BYTES} bytes as
 * a JSON string if they are UTF-8, else in hex, and … if there is more.
 */
final class Shown {
  /** How many bytes are shown. */
  static final int MAX_BYTES = 64;

  private Shown() {}

  /**
   * Shows bytes.
   *
   * @param first the first {@value #MAX_BYTES} bytes, or all if there are fewer
   * @param length how many there are
   */
  static String of(ByteBuf first, long length) {
    int shown = Math.min(first.readableBytes(), MAX_BYTES);
    boolean more = length > shown;
    CharBuffer text = CharBuffer.allocate(shown);
    ByteBuffer bytes = ByteBuffer.wrap(ByteBufUtil.getBytes(first, first.readerIndex(), shown));
    CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    // a character that only the cut goes through is left out; one that is cut off is not UTF-8
    CoderResult result = utf8.decode(bytes, text, !more);
    String beginning =
        result.isError()
            ? "hex:" + ByteBufUtil.hexDump(first, first.readerIndex(), shown)
            : Quoted.of(text.flip().toString());
    return more ? beginning + "…" : beginning;
  }
}
