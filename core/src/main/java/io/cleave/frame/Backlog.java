package io.cleave.frame;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a stream that have come and are not used yet.
 *
 * <pre>{@code
 *  read n-1      read n                              read n+1
 * | ... fra | | me | frame | frame | frame | fra |  | ...
 *       |____split___|     |_____unread__________|
 * }</pre>
 *
 * <p>Only a frame that lies across two reads is copied together; all others are used where they
 * lie.
 */
final class Backlog {
  /** Of every stream of which nothing has come yet; nothing is ever added to it. */
  static final Backlog EMPTY = new Backlog();

  /** The frame that lies across two reads, as far as it has come. */
  private @Nullable ByteBuf split;

  /** What has come behind {@link #split}. */
  private @Nullable ByteBuf unread;

  private final Cumulation cumulation = new Cumulation();
  private final ReferenceBatch references = new ReferenceBatch();

  /** Takes what has come; if this throws, it is released. */
  void add(ByteBufAllocator allocator, ByteBuf more) {
    ByteBuf bytes = unread;
    if (bytes == null) {
      unread = more;
      return;
    }
    references.settle(); // their references would make the buffer look shared
    try {
      unread = cumulation.append(allocator, bytes, more, more.readableBytes(), Long.MAX_VALUE);
    } finally {
      more.release();
    }
  }

  /** Where the next frame begins; empty if there is nothing. */
  ByteBuf first() {
    ByteBuf first = split != null ? split : unread;
    return first != null ? first : Unpooled.EMPTY_BUFFER;
  }

  boolean isSplit() {
    return split != null;
  }

  /** Whether something has come behind the frame that is split. */
  boolean hasUnread() {
    return unread != null;
  }

  /** Moves bytes over until the split frame is whole; then decoding goes on where the rest lies. */
  boolean extendSplit(ByteBufAllocator allocator, long wanted) {
    ByteBuf split = requireNonNull(this.split);
    ByteBuf unread = this.unread;
    references.settle();
    if (!split.isReadable()) {
      this.split = null;
      cumulation.recycle(split);
      return true;
    }
    if (unread == null || !unread.isReadable()) {
      return false;
    }
    long lacking = Math.max(1, wanted - split.readableBytes());
    int moved = (int) Math.min(lacking, unread.readableBytes());
    this.split = cumulation.append(allocator, split, unread, moved, wanted);
    return true;
  }

  /**
   * Uses bytes up to {@code index + length}, and gives away a reference for the last {@code length}
   * of them.
   *
   * @param in {@link #first}
   */
  @SuppressWarnings("ReferenceEquality")
  void give(ByteBuf in, int index, int length) {
    int used = index + length - in.readerIndex();
    in.readerIndex(index + length);
    int rest = in.readableBytes();
    if (rest == 0 && in == unread && !cumulation.owns(in)) {
      unread = null; // with the last of a read goes the reference to all of it
    } else {
      references.take(in, used > 0 ? rest / used : 0);
    }
  }

  /** Few bytes do not keep a large read alive. */
  void unpin(ByteBufAllocator allocator, long wanted) {
    if (unread != null) {
      references.settle();
      unread = cumulation.unpin(allocator, unread, wanted);
    }
  }

  /** Leaves only what the next read needs. */
  void settle() {
    references.settle();
    split = recycleIfEmpty(split);
    unread = recycleIfEmpty(unread);
    if (split == null) {
      split = unread;
      unread = null;
    }
    if (split == null) {
      cumulation.release();
    }
  }

  private @Nullable ByteBuf recycleIfEmpty(@Nullable ByteBuf bytes) {
    if (bytes != null && !bytes.isReadable()) {
      cumulation.recycle(bytes);
      return null;
    }
    return bytes;
  }

  /** Gives away all bytes that are not used; returns whether there were any. */
  boolean giveAway(Consumer<ByteBuf> taker) {
    references.settle();
    cumulation.release();
    ByteBuf first = split;
    ByteBuf second = unread;
    split = null;
    unread = null;
    if (first != null) {
      taker.accept(first);
    }
    if (second != null) {
      taker.accept(second);
    }
    return first != null || second != null;
  }
}
