package io.cleave.frame;

import io.cleave.testing.Hex;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random frames of one random format, as bytes and as what should come out. It puts the length
 * fields together by itself, so that a fault of the encoder does not hide one of the decoder.
 */
final class Sequence {

  private static final String[] NOTATIONS = {
    "b", "B", "<h", ">h", "<H", ">H", "<HB", ">BH", "<i", ">i", "<I", ">I", "<q", ">q", "<Q", ">Q",
    "varint"
  };

  private final FrameFormat format;
  private final List<byte[]> payloads;
  private final List<byte[]> frames;

  private Sequence(FrameFormat format, List<byte[]> payloads) {
    this.format = format;
    this.payloads = payloads;
    this.frames = payloads.stream().map(payload -> frame(format, payload)).toList();
  }

  static Sequence random(SplittableRandom random, int count, int longest) {
    FrameFormat format = FrameFormat.of(NOTATIONS[random.nextInt(NOTATIONS.length)]);
    if (!format.lengthField().isVarint() && random.nextInt(4) == 0) {
      format = format.countingItself();
    }
    int limit = (int) Math.min(longest, format.maxPayloadLength());
    List<byte[]> payloads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] payload = new byte[random.nextInt(8) == 0 ? 0 : random.nextInt(limit + 1)];
      random.nextBytes(payload);
      payloads.add(payload);
    }
    return new Sequence(format, payloads);
  }

  /** The frame as arithmetic alone would make it. */
  static byte[] frame(FrameFormat format, byte[] payload) {
    long value = (long) payload.length + format.countedBytes();
    return Hex.join(lengthField(format, value), payload);
  }

  static byte[] lengthField(FrameFormat format, long value) {
    ByteBuf field = Unpooled.buffer();
    if (format.lengthField().isVarint()) {
      long rest = value;
      for (; rest >= 128; rest /= 128) {
        field.writeByte((int) (rest % 128) + 128);
      }
      field.writeByte((int) rest);
    } else {
      int width = format.lengthField().width().maxBytes();
      boolean little = format.lengthField().toString().startsWith("<");
      for (int i = 0; i < width; i++) {
        int shift = 8 * (little ? i : width - 1 - i);
        field.writeByte((int) (value >>> shift));
      }
    }
    return ByteBufUtil.getBytes(field);
  }

  FrameFormat format() {
    return format;
  }

  List<byte[]> frames() {
    return frames;
  }

  List<byte[]> payloads() {
    return payloads;
  }

  byte[] bytes() {
    return Hex.join(frames.toArray(byte[][]::new));
  }

  List<String> lines() {
    return payloads.stream().map(Hex::of).toList();
  }

  /** How many frames lie wholly within the first {@code length} bytes. */
  int framesWithin(int length) {
    int end = 0;
    int count = 0;
    for (byte[] frame : frames) {
      end += frame.length;
      if (end > length) {
        break;
      }
      count++;
    }
    return count;
  }

  /** Whether a frame ends, or the first one starts, at that offset. */
  boolean isBorder(int offset) {
    int end = 0;
    for (byte[] frame : frames) {
      if (end == offset) {
        return true;
      }
      end += frame.length;
    }
    return end == offset;
  }
}
