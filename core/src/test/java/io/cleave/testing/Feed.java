package io.cleave.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The ways in which the same bytes can reach a decoder: where TCP cuts them, and what kind of
 * buffer they sit in.
 *
 * <p>A decoder whose output depends on the choice is broken. Each piece is one read: {@code
 * channelRead} followed by {@code channelReadComplete}. Buffers come from the channel's own
 * allocator. An exception that reaches the end of the pipeline stays in the channel and is thrown
 * by {@link EmbeddedChannel#checkException()}; once the channel is closed the rest of the bytes is
 * not fed, as a socket would not deliver it.
 *
 * <p><b>Ownership.</b> The pipeline owns each piece as soon as it is fed.
 */
public enum Feed {
  /** Everything in one read. */
  ALL_AT_ONCE(Cut.NONE, Shape.PLAIN),
  /** Each byte is a read of its own. */
  ONE_BYTE_AT_A_TIME(Cut.EVERY_BYTE, Shape.PLAIN),
  /** Each byte is a read of its own and sits between other bytes in its buffer. */
  ONE_BYTE_IN_JUNK(Cut.EVERY_BYTE, Shape.IN_JUNK),
  /** Three bytes a read: never a whole length field of four or eight. */
  THREE_BYTES_AT_A_TIME(Cut.EVERY_THREE_BYTES, Shape.PLAIN),
  /**
   * A cut behind the first byte of each frame; its rest comes glued to the next frame's first byte.
   */
  SPLIT_INSIDE_LENGTH_FIELD(Cut.AFTER_FIRST_BYTE, Shape.PLAIN),
  /** Two frames a read. */
  TWO_GLUED(Cut.EVERY_TWO_FRAMES, Shape.PLAIN),
  /**
   * One read in the middle of a larger buffer, to catch indexes counted from 0 or from the
   * capacity.
   */
  JUNK_AROUND(Cut.NONE, Shape.IN_JUNK),
  /** Direct memory: no backing array. */
  DIRECT(Cut.NONE, Shape.DIRECT),
  /** Heap memory. */
  HEAP(Cut.NONE, Shape.HEAP),
  /**
   * A composite with a component border every five bytes: length fields and payloads lie across
   * borders.
   */
  COMPOSITE(Cut.NONE, Shape.COMPOSITE),
  /** A read-only buffer: nothing may be appended to it. */
  READ_ONLY(Cut.NONE, Shape.READ_ONLY),
  /** Read-only pieces of three bytes. */
  READ_ONLY_PIECES(Cut.EVERY_THREE_BYTES, Shape.READ_ONLY);

  private static final int COMPONENT_LENGTH = 5;
  private static final byte[] JUNK = Hex.bytes("ff7f00a5ffff80fe");

  private enum Cut {
    NONE,
    EVERY_BYTE,
    EVERY_THREE_BYTES,
    AFTER_FIRST_BYTE,
    EVERY_TWO_FRAMES
  }

  private enum Shape {
    PLAIN,
    IN_JUNK,
    DIRECT,
    HEAP,
    COMPOSITE,
    READ_ONLY
  }

  private final Cut cut;
  private final Shape shape;

  Feed(Cut cut, Shape shape) {
    this.cut = cut;
    this.shape = shape;
  }

  /**
   * Feeds bytes into a channel.
   *
   * @param channel where they arrive
   * @param frames the bytes, one array per frame where the borders are known
   */
  public void feed(EmbeddedChannel channel, byte[]... frames) {
    for (byte[] piece : pieces(frames)) {
      if (!channel.isOpen()) {
        return;
      }
      read(channel, buffer(channel, piece));
    }
  }

  /** Delivers one buffer as a socket would: a read, the end of the read, then the tasks it left. */
  static void read(EmbeddedChannel channel, ByteBuf buffer) {
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.fireChannelRead(buffer);
    pipeline.fireChannelReadComplete();
    channel.runPendingTasks();
  }

  /** The reads this way of feeding makes of the frames. */
  List<byte[]> pieces(byte[]... frames) {
    byte[] all = Hex.join(frames);
    return switch (cut) {
      case NONE -> List.of(all);
      case EVERY_BYTE -> slices(all, 1);
      case EVERY_THREE_BYTES -> slices(all, 3);
      case AFTER_FIRST_BYTE -> afterFirstByte(all, frames);
      case EVERY_TWO_FRAMES -> inTwos(frames);
    };
  }

  private static List<byte[]> slices(byte[] all, int length) {
    List<byte[]> slices = new ArrayList<>();
    for (int from = 0; from < all.length; from += length) {
      slices.add(Arrays.copyOfRange(all, from, Math.min(all.length, from + length)));
    }
    return slices;
  }

  private static List<byte[]> afterFirstByte(byte[] all, byte[][] frames) {
    List<byte[]> slices = new ArrayList<>();
    int from = 0;
    int start = 0;
    for (byte[] frame : frames) {
      int to = Math.min(start + 1, all.length);
      slices.add(Arrays.copyOfRange(all, from, to));
      from = to;
      start += frame.length;
    }
    slices.add(Arrays.copyOfRange(all, from, all.length));
    return slices;
  }

  private static List<byte[]> inTwos(byte[][] frames) {
    List<byte[]> pairs = new ArrayList<>();
    for (int first = 0; first < frames.length; first += 2) {
      pairs.add(Hex.join(Arrays.copyOfRange(frames, first, Math.min(frames.length, first + 2))));
    }
    return pairs;
  }

  private ByteBuf buffer(EmbeddedChannel channel, byte[] piece) {
    return switch (shape) {
      case PLAIN -> channel.alloc().buffer(Math.max(1, piece.length)).writeBytes(piece);
      case HEAP -> channel.alloc().heapBuffer(Math.max(1, piece.length)).writeBytes(piece);
      case DIRECT -> channel.alloc().directBuffer(Math.max(1, piece.length)).writeBytes(piece);
      case IN_JUNK -> inJunk(channel, piece);
      case COMPOSITE -> composite(channel, piece);
      case READ_ONLY ->
          channel.alloc().buffer(Math.max(1, piece.length)).writeBytes(piece).asReadOnly();
    };
  }

  private static ByteBuf inJunk(EmbeddedChannel channel, byte[] piece) {
    ByteBuf buffer = channel.alloc().buffer(JUNK.length + piece.length + JUNK.length);
    buffer.writeBytes(JUNK).writeBytes(piece).writeBytes(JUNK);
    return buffer.setIndex(JUNK.length, JUNK.length + piece.length);
  }

  private static ByteBuf composite(EmbeddedChannel channel, byte[] piece) {
    if (piece.length == 0) {
      return Unpooled.EMPTY_BUFFER;
    }
    CompositeByteBuf composite = channel.alloc().compositeBuffer(Integer.MAX_VALUE);
    try {
      for (byte[] part : slices(piece, COMPONENT_LENGTH)) {
        composite.addComponent(true, channel.alloc().buffer(part.length).writeBytes(part));
      }
    } catch (OutOfMemoryError onPurpose) {
      composite.release();
      throw onPurpose;
    }
    return composite;
  }
}
