package io.cleave.testing;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Bytes as people read them: hexadecimal, grouped by field.
 *
 * <pre>{@code
 * Hex.bytes("0003 616263")          // two groups: a length field and a payload
 * Hex.bytes("2c01 repeat:61*300")   // 300 times the byte 61
 * }</pre>
 *
 * <p><b>Threading.</b> No state.
 *
 * <p><b>Ownership.</b> {@link #buffer} gives a buffer to its caller; nothing here releases or moves
 * a reader index.
 */
public final class Hex {

  private static final HexFormat HEX = HexFormat.of();
  private static final String REPEAT = "repeat:";

  private Hex() {}

  /**
   * Reads groups of hexadecimal digits.
   *
   * @param text groups separated by white space, {@code |} or {@code +}; a group is an even number
   *     of digits, {@code repeat:HH*N} for N times the byte HH, or {@code -} for no bytes at all
   * @return the bytes of all groups, one after the other
   */
  public static byte[] bytes(String text) {
    requireNonNull(text, "text");
    byte[][] groups =
        Arrays.stream(text.split("[\\s|+]+", -1)).map(Hex::group).toArray(byte[][]::new);
    return join(groups);
  }

  /** The bytes of {@link #bytes(String)} in a heap buffer. */
  public static ByteBuf buffer(String text) {
    return Unpooled.wrappedBuffer(bytes(text));
  }

  /** The readable bytes of a buffer as one group; the buffer stays as it is. */
  public static String of(ByteBuf buffer) {
    return of(ByteBufUtil.getBytes(buffer)); // at once: a slice checks itself at every byte
  }

  /** The bytes as one group. */
  public static String of(byte[] bytes) {
    return HEX.formatHex(bytes);
  }

  /** Puts arrays one behind the other. */
  public static byte[] join(byte[]... parts) {
    byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** A table with offsets, hexadecimal digits and printable characters, as Netty draws it. */
  public static String dump(byte[] bytes) {
    if (bytes.length == 0) {
      return "(no bytes)";
    }
    return ByteBufUtil.prettyHexDump(Unpooled.wrappedBuffer(bytes)).strip();
  }

  private static byte[] group(String group) {
    if (group.isEmpty() || group.equals("-")) {
      return new byte[0];
    }
    if (!group.startsWith(REPEAT)) {
      return HEX.parseHex(group);
    }
    int star = group.indexOf('*');
    byte[] repeated = new byte[Integer.parseInt(group.substring(star + 1))];
    Arrays.fill(repeated, HEX.parseHex(group.substring(REPEAT.length(), star))[0]);
    return repeated;
  }
}
