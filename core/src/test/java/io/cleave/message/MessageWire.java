package io.cleave.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Messages as bytes, put together without the code under test. */
final class MessageWire {
  private MessageWire() {}

  /** {@code <q} length field, header, body. */
  static byte[] of(String header, byte[] body) {
    byte[] json = header.getBytes(UTF_8);
    return Hex.join(le64(json.length), json, body);
  }

  /** A message with that body and the header that says so. */
  static byte[] withBody(byte[] body) {
    return of(headerFor(body.length), body);
  }

  /** The same for a body that need not come. */
  static byte[] announcing(long bodyLength) {
    return of(headerFor(bodyLength), new byte[0]);
  }

  /** As the encoder writes it. */
  static String headerFor(long bodyLength) {
    return "{\"body_size\":" + bodyLength + "}";
  }

  /** Eight bytes, little-endian. */
  static byte[] le64(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  /** Four bytes, big-endian. */
  static byte[] be32(long value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt((int) value).array();
  }

  /** The same bytes for the same seed. */
  static byte[] body(int length, long seed) {
    byte[] bytes = new byte[length];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) random.nextInt();
    }
    return bytes;
  }

  /** The bytes in pieces of that length, the last one shorter. */
  static List<byte[]> pieces(byte[] bytes, int length) {
    List<byte[]> pieces = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += length) {
      pieces.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length)));
    }
    return pieces;
  }

  /**
   * One read, unless the channel is closed, in a buffer of another allocator than the channel's.
   */
  static void read(EmbeddedChannel channel, TrackedAllocator allocator, byte[] piece) {
    if (!channel.isOpen()) {
      return;
    }
    channel.pipeline().fireChannelRead(allocator.buffer(piece.length).writeBytes(piece));
    channel.pipeline().fireChannelReadComplete();
    channel.runPendingTasks();
  }
}
