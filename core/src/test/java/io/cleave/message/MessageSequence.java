package io.cleave.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cleave.testing.Hex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random messages of one random format, as bytes and as what should come out. It puts length fields
 * and headers together by itself, so that a fault of the encoder does not hide one of the decoder.
 */
final class MessageSequence {
  private static final String[] NOTATIONS = {"<q", ">Q", ">I", "<i", ">H", "<HB", "varint", "B"};
  private static final int[] WHOLE_BODY_LENGTHS = {0, 1, 100, 1_000, 8_192};
  private static final int TWICE_SHORT = 200;

  private final MessageFormat format;
  private final List<byte[]> wire = new ArrayList<>();
  private final EventDigest expected = new EventDigest();
  private final String digest;

  /**
   * Makes messages.
   *
   * @param count how many
   * @param longestBody in bytes; most bodies are much shorter
   */
  MessageSequence(SplittableRandom random, int count, int longestBody) {
    format =
        MessageFormat.of(NOTATIONS[random.nextInt(NOTATIONS.length)])
            .withWholeBodyLength(WHOLE_BODY_LENGTHS[random.nextInt(WHOLE_BODY_LENGTHS.length)]);
    for (int i = 0; i < count; i++) {
      int longest = random.nextBoolean() ? Math.min(TWICE_SHORT, longestBody) : longestBody;
      byte[] body = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(longest + 1)];
      random.nextBytes(body);
      add(header(random, body.length), body);
    }
    digest = expected.take();
  }

  /**
   * One to twenty messages with bodies of up to 8 KiB; two times of three about 4 KiB at most in
   * all.
   */
  static MessageSequence random(SplittableRandom random) {
    int count = 1 + random.nextInt(20);
    return new MessageSequence(random, count, random.nextInt(3) == 0 ? 8_192 : 4_500 / count);
  }

  private static String header(SplittableRandom random, int bodyLength) {
    String more = random.nextBoolean() ? "\"n\":" + random.nextInt() : "\"ü\":[null,{}]";
    return switch (random.nextInt(bodyLength == 0 ? 4 : 3)) {
      case 0 -> "{\"body_size\":" + bodyLength + "}";
      case 1 -> "{" + more + ",\"body_size\":" + bodyLength + "}";
      case 2 -> "{\"body_size\":" + bodyLength + "," + more + "}";
      default -> "{" + more + "}";
    };
  }

  private void add(String header, byte[] body) {
    byte[] json = header.getBytes(UTF_8);
    wire.add(Hex.join(lengthField(json.length), json, body));
    expected.expect(header, body, format.wholeBodyLength());
  }

  /** Of less than 128, so that a varint is one byte. */
  private byte[] lengthField(int length) {
    String text = format.lengthField().toString();
    byte[] field = new byte[format.lengthField().isVarint() ? 1 : widthOf(format)];
    field[text.startsWith(">") ? field.length - 1 : 0] = (byte) length;
    return field;
  }

  private static int widthOf(MessageFormat format) {
    return format.lengthField().width().maxBytes();
  }

  MessageFormat format() {
    return format;
  }

  /** The bytes of each message. */
  List<byte[]> messages() {
    return wire;
  }

  byte[] bytes() {
    return Hex.join(wire.toArray(byte[][]::new));
  }

  /** What {@link EventDigest} gives for all messages. */
  String digest() {
    return digest;
  }

  int count() {
    return wire.size();
  }

  /** How many messages lie wholly within the first {@code length} bytes. */
  int within(int length) {
    int end = 0;
    int count = 0;
    for (byte[] message : wire) {
      end += message.length;
      if (end > length) {
        return count;
      }
      count++;
    }
    return count;
  }

  /** Whether the stream may end behind {@code length} bytes. */
  boolean isBorder(int length) {
    int end = 0;
    for (byte[] message : wire) {
      if (end == length) {
        return true;
      }
      end += message.length;
    }
    return end == length;
  }

  /** All bytes in pieces of random length. */
  static List<byte[]> randomPieces(SplittableRandom random, byte[] bytes) {
    List<byte[]> pieces = new ArrayList<>();
    int longest = 1 + random.nextInt(bytes.length);
    for (int from = 0; from < bytes.length; ) {
      int to = Math.min(bytes.length, from + 1 + random.nextInt(longest));
      pieces.add(Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    return pieces;
  }
}
