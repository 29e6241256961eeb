package io.cleave.frame;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Small writes, one behind the other in one buffer, so that the socket has one buffer to write and
 * the allocator one to give.
 *
 * <pre>{@code
 * write   write     write        flush
 * | frame | frame   | frame |    ----> one buffer of three frames, three promises kept together
 * }</pre>
 *
 * <p>It holds back up to 32 KiB, until a flush or until something comes that has to stand behind
 * it. How large its buffer is follows from how full the one before was.
 *
 * <p>Public for the encoders of other floors only.
 *
 * <p><b>Threading.</b> On the event loop. <b>Ownership.</b> Its buffer is its own until it is sent.
 */
public final class WriteBatch {
  private static final int SMALLEST = 256;
  private static final int LARGEST = 32 << 10;

  /** Of the next buffer; 0: of one frame, so that lone ones take no more room than they need. */
  private int capacity;

  private int bytesInTurn;
  private boolean grew;

  private @Nullable ByteBuf buffer;
  private @Nullable ChannelPromise first;
  private @Nullable List<ChannelPromise> others;
  private boolean toldByException;

  /** An empty batch for one channel. */
  public WriteBatch() {}

  /** Whether so many bytes go with what there is. */
  boolean hasRoom(int bytes) {
    ByteBuf present = buffer;
    return present == null || hasRoom(present, bytes);
  }

  /** A buffer that grew for something long is as full as others are. */
  private static boolean hasRoom(ByteBuf present, int bytes) {
    return present.writableBytes() >= bytes && present.writerIndex() + bytes <= LARGEST;
  }

  /**
   * A buffer to write at the end of, with room for so many bytes; what does not fit with them is
   * sent. Whoever hears of that and writes from within is in front.
   */
  public ByteBuf room(ChannelHandlerContext ctx, int bytes) {
    for (ByteBuf present = buffer; present != null; present = buffer) {
      if (hasRoom(present, bytes)) {
        return present;
      }
      sendFull(ctx);
    }
    ByteBuf fresh = ctx.alloc().ioBuffer(Math.max(bytes, capacity));
    buffer = fresh;
    return fresh;
  }

  /** Hands on what there is, as there is no room for more; the next buffer is larger. */
  void sendFull(ChannelHandlerContext ctx) {
    grew = true;
    capacity = Math.min(Math.max(2 * capacity, SMALLEST), LARGEST);
    send(ctx);
  }

  /**
   * Takes back what was written last, before it was promised.
   *
   * @param index the writer index before that
   */
  public void takeBack(int index) {
    ByteBuf present = buffer;
    if (present != null) {
      present.writerIndex(index);
    }
    if (present != null && index == 0) {
      buffer = null;
      present.release();
    }
  }

  /** What was written last is promised to somebody. */
  public void promise(ChannelPromise promise) {
    if (promise.isVoid()) {
      toldByException = true;
    } else if (first == null) {
      first = promise;
    } else {
      if (others == null) {
        others = new ArrayList<>();
      }
      others.add(promise);
    }
  }

  /** Hands on what there is, and learns from it how much to expect until the next flush. */
  public void endTurn(ChannelHandlerContext ctx) {
    send(ctx);
    if (grew) {
      capacity = Math.min(Math.max(Integer.highestOneBit(bytesInTurn) * 2, SMALLEST), LARGEST);
    } else if (bytesInTurn < capacity / 4) {
      capacity = capacity > SMALLEST ? capacity / 2 : 0;
    }
    bytesInTurn = 0;
    grew = false;
  }

  /** Gives the buffer back; nobody was promised anything of it. */
  void drop() {
    if (buffer != null) {
      take().release();
    }
  }

  /** What there is, to be sent by somebody else; nobody was promised anything of it. */
  ByteBuf take() {
    ByteBuf all = requireNonNull(buffer);
    buffer = null;
    bytesInTurn += all.readableBytes();
    return all;
  }

  boolean isEmpty() {
    return buffer == null || !buffer.isReadable();
  }

  /** Hands on what there is, and what is written by those who hear of it. */
  public void send(ChannelHandlerContext ctx) {
    while (!isEmpty()) {
      sendBuffer(ctx, take());
    }
    drop(); // room that was asked for, and not used
  }

  private void sendBuffer(ChannelHandlerContext ctx, ByteBuf all) {
    ChannelPromise promise = promiseOfAll(ctx);
    first = null;
    others = null;
    toldByException = false;
    ctx.write(all, promise);
  }

  /** If nobody was promised anything, none that would have to be made, and that tells nobody. */
  private ChannelPromise promiseOfAll(ChannelHandlerContext ctx) {
    ChannelPromise one = first;
    List<ChannelPromise> more = others;
    if (one == null) {
      return toldByException ? ctx.voidPromise() : ctx.channel().unsafe().voidPromise();
    }
    if (more == null && !one.isDone()) {
      return one;
    }
    List<ChannelPromise> rest = more == null ? List.of() : more; // none: one was kept by its owner
    return ctx.newPromise()
        .addListener(
            written -> {
              keep(one, written);
              rest.forEach(promise -> keep(promise, written));
            });
  }

  private static void keep(ChannelPromise promise, Future<?> written) {
    if (written.isSuccess()) {
      promise.trySuccess();
    } else {
      promise.tryFailure(written.cause());
    }
  }
}
