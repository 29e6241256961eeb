package io.cleave.header;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;

/** Where the bytes of a header come from. Each has other bytes in front of them and behind. */
enum Source {
  ARRAY {
    @Override
    Header parse(byte[] json, HeaderLimits limits) {
      return Header.parse(json, limits);
    }
  },
  HEAP {
    @Override
    Header parse(byte[] json, HeaderLimits limits) {
      return read(fill(Unpooled.buffer(), json), json.length, limits);
    }
  },
  HEAP_SLICE {
    @Override
    Header parse(byte[] json, HeaderLimits limits) {
      ByteBuf whole = fill(Unpooled.buffer(), json);
      ByteBuf slice = whole.slice(1, whole.readableBytes() - 1);
      try {
        return Header.parse(slice, JUNK.length - 1, json.length, limits);
      } finally {
        whole.release();
      }
    }
  },
  DIRECT {
    @Override
    Header parse(byte[] json, HeaderLimits limits) {
      return read(fill(Unpooled.directBuffer(), json), json.length, limits);
    }
  },
  COMPOSITE {
    @Override
    Header parse(byte[] json, HeaderLimits limits) {
      ByteBuf whole = fill(Unpooled.buffer(), json);
      int cut = JUNK.length + json.length / 2;
      CompositeByteBuf parts = Unpooled.compositeBuffer();
      parts.addComponent(true, whole.readRetainedSlice(cut));
      parts.addComponent(true, whole);
      return read(parts, json.length, limits);
    }
  };

  private static final byte[] JUNK = {'{', '"', 0, (byte) 0xFF};

  abstract Header parse(byte[] json, HeaderLimits limits);

  Header parse(byte[] json) {
    return parse(json, HeaderLimits.DEFAULT);
  }

  private static ByteBuf fill(ByteBuf buffer, byte[] json) {
    return buffer.writeBytes(JUNK).writeBytes(json).writeBytes(JUNK);
  }

  /** Reads, and sees to it that the buffer is as it was. */
  static Header read(ByteBuf buffer, int length, HeaderLimits limits) {
    ByteBuf before = buffer.duplicate();
    try {
      return Header.parse(buffer, JUNK.length, length, limits);
    } finally {
      requireUnchanged(before, buffer);
      buffer.release();
    }
  }

  private static void requireUnchanged(ByteBuf before, ByteBuf buffer) {
    if (!before.equals(buffer) || buffer.refCnt() != 1 || buffer.readerIndex() != 0) {
      throw new AssertionError("reading a header changed its buffer");
    }
  }
}
