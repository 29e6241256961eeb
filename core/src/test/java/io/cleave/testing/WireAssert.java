package io.cleave.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on bytes whose failure shows a hex dump of both sides and the place where they part.
 *
 * <pre>{@code
 * assertThatFrame(channel.readOutbound()).isWire("0003 616263");
 * //                                              len  payload
 * }</pre>
 *
 * <p><b>Ownership.</b> {@link #assertThatBytes(ByteBuf)} leaves the buffer alone; {@link
 * #assertThatFrame} takes it and releases it at once, so that a test of one line leaks nothing.
 */
public final class WireAssert extends AbstractAssert<WireAssert, byte[]> {

  /** Above this many bytes a failure shows the surroundings of the difference, not everything. */
  private static final int WINDOW = 256;

  private WireAssert(byte[] actual) {
    super(actual, WireAssert.class);
  }

  /** Looks at the readable bytes; the buffer stays the caller's. */
  public static WireAssert assertThatBytes(ByteBuf buffer) {
    return new WireAssert(ByteBufUtil.getBytes(buffer));
  }

  /** Looks at an array. */
  public static WireAssert assertThatBytes(byte[] bytes) {
    return new WireAssert(bytes);
  }

  /** Looks at the readable bytes and releases the buffer. */
  public static WireAssert assertThatFrame(ByteBuf frame) {
    try {
      return assertThatBytes(frame);
    } finally {
      frame.release();
    }
  }

  /** Holds when the bytes are those of the grouped hexadecimal text (see {@link Hex#bytes}). */
  public WireAssert isWire(String groupedHex) {
    return isWire(Hex.bytes(groupedHex));
  }

  /** Holds when the bytes are exactly these. */
  public WireAssert isWire(byte[] expected) {
    isNotNull();
    int at = Arrays.mismatch(actual, expected);
    if (at >= 0) {
      failWithMessage(
          "bytes differ from offset %d on%nexpected, %d bytes:%n%s%nbut got, %d bytes:%n%s",
          at, expected.length, around(expected, at), actual.length, around(actual, at));
    }
    return this;
  }

  /** Holds when the bytes are this text in UTF-8. */
  public WireAssert isText(String expected) {
    return isWire(expected.getBytes(StandardCharsets.UTF_8));
  }

  private static String around(byte[] bytes, int at) {
    if (bytes.length <= WINDOW) {
      return Hex.dump(bytes);
    }
    int from = Math.max(0, Math.min(at, bytes.length) - WINDOW / 4) & ~15;
    int to = Math.min(bytes.length, from + WINDOW);
    return "(offset " + from + ")\n" + Hex.dump(Arrays.copyOfRange(bytes, from, to));
  }
}
